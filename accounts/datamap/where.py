"""Say which file to edit, and what to write there, for whoever added a table or a column."""

from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.db.models import Model

DECLARATIONS = "personal_data.py"
OURS = "accounts"
"""The app that declares what apps from elsewhere hold."""


def file_of_model(label: str) -> str:
    """Return the personal_data.py in which a model has to be declared, as seen from the folder of the project."""
    app = apps.app_configs.get(label.partition(".")[0])
    folder = Path(app.path) if app and (Path(app.path) / DECLARATIONS).exists() else None
    if folder is None:
        folder = Path(apps.get_app_config(OURS).path)
    file = folder / DECLARATIONS
    return str(file.relative_to(settings.BASE_DIR) if file.is_relative_to(settings.BASE_DIR) else file)


def model_of_table(name: str) -> type[Model] | None:
    """Return the installed model whose rows stand in a table."""
    models = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return next((model for model in models if model._meta.db_table == name), None)


def as_key(name: str) -> str:
    """Return a name as YAML writes it in front of a colon, in quotes where it needs them."""
    return str(yaml.safe_dump(name, allow_unicode=True, width=1000)).removesuffix("\n").removesuffix("\n...")
