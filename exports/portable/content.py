"""Make one section of a portable form."""

from exports.building.content import Begin, Content
from exports.models import ExportPackage, PackageSection
from exports.portable.activities import activities_content
from exports.portable.blog import blog_content
from exports.portable.records import Records
from exports.stores.located import Located


def portable_content(
    package: ExportPackage, section: PackageSection, key: bytes, located: dict[str, Located]
) -> Content:
    """Return what the section holds, made of the package's finished rows. Raise ObjectDamaged, Unreadable."""
    records = Records(package, key, located)
    if section.kind == PackageSection.Kind.ACTIVITYPUB:
        return activities_content(records, section.table)
    return blog_content(records, section.table, Begin.from_data(section.begins))
