"""Where somebody can complain: every place with a law has an authority, and a German company never the federal one."""

from pathlib import Path

import pytest

from accounts.datamap.errors import DataMapError
from accounts.regimes.authorities import FILE, all_authorities, authorities_for, load
from accounts.regimes.residence import EEA, SAME_AS, country_of, regime_for
from accounts.regimes.residences import KNOWN


def places(residence: str, **seat: str) -> list[str]:
    return [authority.place for authority in authorities_for(residence, **seat)]


@pytest.mark.promise("P35")
def test_every_state_of_the_eea_has_an_authority():
    assert len(EEA) == 30
    assert {country_of(a.place) for a in all_authorities()} >= EEA | {"GB", "CH", "US"}
    for country in EEA:
        assert authorities_for(country), country


def test_every_residence_that_can_be_chosen_has_an_authority():
    assert "DE-BY" in KNOWN
    for residence in KNOWN:
        found = authorities_for(residence)
        assert found, residence
        assert all(country_of(a.place) == country_of(residence) for a in found)
        assert all(a.name and a.url.startswith("https://") for a in found)


def test_a_german_is_sent_to_the_land_and_never_to_the_federal_commissioner():
    (bavaria,) = authorities_for("DE-BY")
    assert bavaria.name.startswith("Bayerisches Landesamt")
    everywhere = authorities_for("DE")
    assert len(everywhere) == len({a.place for a in everywhere}) == 16
    assert not any("bfdi" in f"{a.url} {a.name} {a.local}".lower() for a in all_authorities())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("EL", "GR"),
        ("UK", "GB"),
        ("AX", "FI"),
        ("re", "FR"),
        ("GB-SCT", "GB"),
        ("US-NY", "US"),
        ("CH-ZH", "CH"),
    ],
)
def test_other_codes_lead_to_the_same_authority_and_law(said: str, meant: str):
    assert places(said) == [meant]
    assert regime_for(said) == regime_for(meant)


def test_islands_of_the_union_are_protected_by_its_law():
    assert SAME_AS
    for code in ("GP", "GF", "MQ", "RE", "YT", "MF", "AX"):
        assert regime_for(code).key == "gdpr", code


def test_california_has_two():
    assert [a.url for a in authorities_for("US-CA")] == ["https://cppa.ca.gov/", "https://oag.ca.gov/privacy"]


def test_where_the_company_sits_comes_second_inside_the_eea_and_alone_where_nothing_is_known():
    assert places("FR", seat="IE") == ["FR", "IE"]
    assert places("IE", seat="IE") == ["IE"]
    assert places("DE-BE", seat="DE-BE") == ["DE-BE"]
    assert places("FR", seat="US-CA") == ["FR"]
    assert places("GB", seat="IE") == ["GB"]
    assert places("", seat="IE") == ["IE"]
    assert places("JP", seat="US") == ["US"]
    assert places("JP") == places("") == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ('- {place: DE, where: x, name: x, url: "https://x.example"}', "authorities of its parts"),
        ('- {place: UK, where: x, name: x, url: "https://x.example"}', "no code of a place"),
        ("- {place: FR, where: x, name: x, url: http://x.example}", "https://"),
        ("- {place: FR, where: x, name: x}", "url is missing"),
        ("[]", "No authority for AT"),
    ],
)
def test_a_file_that_would_mislead_is_refused(tmp_path: Path, wrong: str, complaint: str):
    file = tmp_path / "authorities.yaml"
    file.write_text(f"format: 1\nauthorities:\n  {wrong}\n")
    with pytest.raises(DataMapError, match=complaint):
        load(file)


def test_an_authority_that_stands_twice_is_refused(tmp_path: Path):
    text = FILE.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if '"CH"' in line)
    doubled = tmp_path / "authorities.yaml"
    doubled.write_text(f"{text}{line}\n", encoding="utf-8")
    with pytest.raises(DataMapError, match="twice"):
        load(doubled)
