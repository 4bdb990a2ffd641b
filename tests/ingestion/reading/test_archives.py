"""Archives: what is in them comes out under its path, within limits; nothing leads out of them and nothing is lost in silence."""

import bz2
import gzip
import io
import tarfile
import zipfile

import pytest

from ingestion.reading import errors
from ingestion.reading.formats.archive import MOST_MEMBERS
from tests.ingestion import makers
from tests.ingestion.reading.reading import LIMITS, fails, told

PARTS: dict[str, str | bytes] = {"rules/harbour.txt": "Ferries leave at nine.", "plan.csv": "day,ferry\nMonday,9\n"}


def contents(found):
    return {each.name: each.path.read_bytes() for each in found.attachments}


def as_bytes(parts):
    return {name: data.encode() if isinstance(data, str) else data for name, data in parts.items()}


@pytest.mark.parametrize("mode", ["zip", "w", "w:gz", "w:bz2", "w:xz"])
def test_what_is_in_an_archive_comes_out_under_its_path(tmp_path, mode):
    make = makers.packed if mode == "zip" else lambda path, parts: makers.taped(path, parts, mode)
    found = told(make(tmp_path / "archive", PARTS), out=tmp_path)
    assert contents(found) == as_bytes(PARTS)
    assert "rules/harbour.txt" in found.text


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_a_single_packed_file_comes_out_under_its_own_name(tmp_path, ending, pack):
    (tmp_path / f"dump.sql{ending}").write_bytes(pack(b"SELECT 1;"))
    assert contents(told(tmp_path / f"dump.sql{ending}", out=tmp_path)) == {"dump.sql": b"SELECT 1;"}


def test_folders_and_what_systems_leave_in_them_are_no_files(tmp_path):
    path = makers.packed(tmp_path / "a.zip", {"x/": "", "x/.DS_Store": "1", "__MACOSX/x/._a.txt": "1", "Thumbs.db": "1", **PARTS})
    assert contents(told(path, out=tmp_path)) == as_bytes(PARTS)


def test_a_name_in_utf_8_that_does_not_say_so_is_read_all_the_same(tmp_path):
    path = makers.packed(tmp_path / "a.zip", {"Plan für März.txt": "x"})
    data = path.read_bytes().replace((0x800).to_bytes(2, "little") + b"\x08\0", b"\0\0\x08\0")
    path.write_bytes(data)
    assert [each.name for each in told(path, out=tmp_path).attachments] == ["Plan für März.txt"]


def test_links_and_devices_are_named_and_not_followed(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as tape:
        for name, kind in (("secret", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("null", tarfile.CHRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            tape.addfile(entry)
        tape.addfile(tarfile.TarInfo("good.txt"), io.BytesIO(b""))
    linked = zipfile.ZipInfo("link")
    linked.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(linked, "/etc/passwd")
        archive.writestr("good.txt", b"")
    for name in ("a.tar", "a.zip"):
        (tmp_path / "out").mkdir(exist_ok=True)
        found = told(tmp_path / name, out=tmp_path / "out")
        assert [each.name for each in found.attachments] == ["good.txt"]
        assert "a link, which is not followed" in found.text


def test_too_many_files_are_refused_before_one_is_taken_out(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    path = makers.packed(tmp_path / "a.zip", {f"{number}.txt": "x" for number in range(MOST_MEMBERS + 1)})
    with pytest.raises(errors.ArchiveTooLarge):
        told(path, out=out)
    assert not list(out.iterdir())


@pytest.mark.parametrize("mode", ["zip", "w:gz"])
def test_what_unpacks_to_far_too_much_is_refused_before_one_is_taken_out(tmp_path, mode):
    parts: dict[str, str | bytes] = {"small.txt": "x", "zeros.bin": b"\0" * (120 << 20)}
    make = makers.packed if mode == "zip" else lambda path, parts: makers.taped(path, parts, mode)
    fails(make(tmp_path / "bomb", parts), errors.ArchiveTooLarge)


def test_a_packed_file_without_a_declared_size_is_stopped_while_it_is_unpacked(tmp_path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"\0" * (120 << 20)))
    fails(tmp_path / "bomb.gz", errors.ArchiveTooLarge)


def test_more_than_may_come_out_is_refused(tmp_path):
    path = makers.taped(tmp_path / "a.tar", {f"{number}.bin": b"x" * 1000 for number in range(3)})
    fails(path, errors.ArchiveTooLarge, output_bytes=2500)
    assert LIMITS.output_bytes > 2500


def test_a_damaged_file_in_an_archive_is_left_out_by_itself(tmp_path):
    path = makers.packed(tmp_path / "a.zip", {**PARTS, "broken.txt": b"0123456789" * 300})
    data = bytearray(path.read_bytes())
    data[data.index(b"broken.txt") + 14] ^= 0xFF
    path.write_bytes(bytes(data))
    found = told(path, out=tmp_path)
    assert contents(found) == as_bytes(PARTS)
    assert "broken.txt: damaged in the archive" in found.text


@pytest.mark.parametrize("mode", ["w:gz", "w:xz"])
def test_an_archive_cut_short_is_damaged(tmp_path, mode):
    path = makers.taped(tmp_path / "a", {f"{number}.bin": bytes(range(256)) * 40 for number in range(20)}, mode)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    fails(path, errors.Damaged)


def test_an_empty_archive_says_so(tmp_path):
    assert "empty" in fails(makers.packed(tmp_path / "a.zip", {}), errors.NothingToRead).reason


def test_a_locked_archive_asks_for_its_password_and_opens_with_it(tmp_path):
    from ingestion.reading import read

    path = makers.locked_zip(tmp_path / "a.zip", as_bytes(PARTS), "sesame")
    assert "2 of the 2 files" in fails(path, errors.Encrypted).reason
    for password, error in (("sesame", None), ("wrong", errors.WrongPassword)):
        (tmp_path / password).mkdir()
        events = read(path, name="a.zip", out=tmp_path / password, limits=LIMITS, password=password)
        if error:
            with pytest.raises(error):
                list(events)
        else:
            assert {each.path.read_bytes() for each in events if hasattr(each, "path")} == set(as_bytes(PARTS).values())


def test_an_archive_locked_with_aes_is_told_what_to_do(tmp_path):
    path = makers.locked_zip(tmp_path / "a.zip", as_bytes(PARTS), "sesame", method=99)
    assert "AES" in fails(path, errors.CannotUnlock).reason


@pytest.mark.parametrize(("ending", "word"), [("docx", "Word"), ("xlsx", "Excel"), ("pptx", "PowerPoint"), ("epub", "e-book")])
def test_a_broken_document_is_called_what_it_is_and_no_archive(tmp_path, ending, word):
    cut = getattr(makers, ending)(tmp_path / f"cut.{ending}")
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    for path in (cut, makers.packed(tmp_path / f"a.{ending}", PARTS)):
        assert word in fails(path, errors.Damaged).reason


def test_a_word_file_without_its_list_of_parts_is_a_word_file_whatever_it_is_called(tmp_path):
    assert "Word" in fails(makers.packed(tmp_path / "a.zip", {"word/document.xml": "<a/>"}), errors.Damaged).reason


def test_a_program_packed_as_zip_is_a_program(tmp_path):
    assert "program" in fails(makers.packed(tmp_path / "a.jar", {"META-INF/MANIFEST.MF": "x"}), errors.UnknownFormat).reason


def test_an_archive_that_nothing_here_opens_is_named(tmp_path):
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(range(256)))
    assert "7z" in fails(tmp_path / "a.7z", errors.UnknownFormat).reason
