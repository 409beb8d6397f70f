"""Read what programs send."""

import json
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from config.api_errors import BodyTooLarge


class Parser(JSONParser):
    """JSON, refusing what is too large, what is nested so deeply that it can only be meant to do harm, and texts that could not be kept."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what was sent. Raise BodyTooLarge, and ParseError for what is not JSON, too deep or holds halves of characters."""
        # The framework reads past Django's own limit; one byte more than it is enough to know.
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyTooLarge
        try:
            told = super().parse(BytesIO(body), media_type, parser_context)
            json.dumps(told, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error
        except UnicodeEncodeError as error:
            raise ParseError(_("This holds half a character.")) from error
        return told
