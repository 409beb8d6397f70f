"""Draw every Django form with the portal's own field and form templates."""

from django.forms.renderers import TemplatesSetting


class CandorRenderer(TemplatesSetting):
    """Render forms through ``templates/components``; widgets stay Django's own.

    Needs ``django.forms`` in ``INSTALLED_APPS`` so that the widget templates are found.
    The admin draws its fields itself and is not affected.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
