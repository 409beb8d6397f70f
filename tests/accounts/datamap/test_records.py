"""What a map says of records is read, and refused with file, line, key, what was expected and the nearest name."""

from pathlib import Path

import pytest

from accounts.datamap.errors import DataMapError
from accounts.datamap.loader import load
from accounts.datamap.vocabulary import Pointer
from tests.accounts.datamap.maps import spoiled
from tests.accounts.datamap.records_complaints import RECORDED, RECORDS


@pytest.mark.parametrize(("old", "new", "piece", "message"), RECORDS, ids=[row[3][26:90] for row in RECORDS])
@pytest.mark.promise("P09")
def test_a_fault_of_a_record_is_said_at_its_line(
    tmp_path: Path, old: str, new: str, piece: str, message: str
) -> None:
    sound = load([spoiled(tmp_path, *RECORDED)]).stores["shop"].tables
    assert sound["likes"].record.of == (Pointer("post_id", "posts"),)
    file = spoiled(tmp_path, *RECORDED, (old, new))
    with pytest.raises(DataMapError) as refused:
        load([file])
    before = file.read_text()[: file.read_text().index(piece)]
    assert str(refused.value).startswith(f"company.yaml:{before.count(chr(10)) + 1}: {message}")
