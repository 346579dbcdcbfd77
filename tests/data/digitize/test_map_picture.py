"""Pictures are read as a viewer shows them, and only pictures, of a size that is told."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from beatwright.base.errors import InputError
from beatwright.data.digitize.map_picture import read_picture

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 9, 3)).astype(np.uint8)


def saved(tmp_path, image, name="map.png", **options):
    path = tmp_path / name
    image.save(path, **options)
    return path


def test_png_and_bmp_give_their_pixels_and_jpeg_nearly(tmp_path):
    image = Image.fromarray(PIXELS)
    for name in ("map.png", "map.bmp"):
        assert (read_picture(saved(tmp_path, image, name), "The map") == PIXELS).all()
    smooth = Image.fromarray(np.full((16, 16, 3), (200, 30, 60), np.uint8))
    jpeg = read_picture(saved(tmp_path, smooth, "map.jpg", quality=90), "The map").astype(int)
    assert np.abs(jpeg - (200, 30, 60)).max() <= 3


def test_palettes_greys_alpha_and_16_bits_are_what_a_viewer_shows(tmp_path):
    grey = Image.fromarray(PIXELS[..., 0])
    assert (read_picture(saved(tmp_path, grey), "") == PIXELS[..., :1]).all()
    few = Image.fromarray(PIXELS).quantize(8)
    assert (read_picture(saved(tmp_path, few), "") == np.asarray(few.convert("RGB"))).all()
    clear = Image.fromarray(np.dstack([PIXELS, PIXELS[..., 0]]))
    assert (read_picture(saved(tmp_path, clear), "")[..., 3] == PIXELS[..., 0]).all()
    deep = Image.fromarray(PIXELS[..., 0].astype(np.uint16) * 257)
    assert (read_picture(saved(tmp_path, deep), "") == PIXELS[..., :1]).all()


def test_a_photograph_is_turned_as_the_camera_says(tmp_path):
    image = Image.fromarray(np.repeat(np.arange(0, 160, 10, dtype=np.uint8)[None, :, None], 16, 0).repeat(3, 2))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = read_picture(saved(tmp_path, image, "map.jpg", exif=exif, quality=95), "The map")
    assert turned[0, 0, 0] < turned[-1, 0, 0]


@pytest.mark.parametrize(
    "array",
    [PIXELS, PIXELS / 255, PIXELS.astype(np.int64), PIXELS.astype(np.float32)],
    ids=["bytes", "fractions", "integers", "floats"],
)
def test_an_array_is_taken_as_it_is(array):
    assert (read_picture(array, "The map") == PIXELS).all()


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((3, 3, 2)), "must be an array of shape"),
        (np.zeros((0, 3, 3)), "must be an array of shape"),
        (np.zeros(5), "must be an array of shape"),
        (np.full((3, 3), "a"), "must be an array of shape"),
        (np.full((3, 3), 300), "numbers of 0 to 255"),
        (np.full((3, 3), np.nan), "numbers of 0 to 255"),
        (np.full((3, 3), -1), "numbers of 0 to 255"),
        (np.broadcast_to(np.uint8(0), (7_000, 6_000)), "6,000 by 7,000 pixels; 40,000,000 at most"),
        ([[1, 2]], "must be the path of a picture, or an array"),
        (None, "must be the path of a picture, or an array"),
    ],
)
def test_a_wrong_array_is_told(array, said):
    with pytest.raises(InputError, match=said):
        read_picture(array, "The map")


@pytest.mark.parametrize(
    "head", [b"", b"GIF89a", b"II*\x00", b"RIFF\x00\x00\x00\x00WEBP", b"%!PS-Adobe", b"id,kind\n1,a\n", b"<svg"]
)
def test_what_is_no_picture_of_ours_is_told(tmp_path, head):
    path = tmp_path / "map.png"
    path.write_bytes(head + b"\x00" * 40 if head else b"")
    with pytest.raises(InputError, match="is no PNG, JPEG or BMP picture"):
        read_picture(path, "The map")


@pytest.mark.parametrize("name", ["map.png", "map.jpg", "map.bmp"])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9])
def test_a_damaged_picture_is_one_sentence(tmp_path, name, kept):
    big = Image.fromarray(np.random.default_rng(1).integers(0, 256, (60, 60, 3)).astype(np.uint8))
    path = saved(tmp_path, big, name)
    data = path.read_bytes()
    path.write_bytes(data[: max(8, int(len(data) * kept))])
    with pytest.raises(InputError) as error:
        read_picture(path, "The map")
    assert "cannot be read" in str(error.value)
    assert "\n" not in str(error.value)
    assert "BytesIO" not in str(error.value)


def test_a_small_file_of_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(InputError, match=r"60,000 by 60,000 pixels|cannot be read"):
        read_picture(path, "The map")


def test_a_text_chunk_that_unpacks_to_gigabytes_is_refused(tmp_path):
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, "PNG")
    data = b"Comment\x00\x00" + zlib.compress(b"\x00" * (200 << 20))
    text = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    whole = buffer.getvalue()
    path = tmp_path / "map.png"
    path.write_bytes(whole[:33] + text + whole[33:])
    with pytest.raises(InputError, match="cannot be read"):
        read_picture(path, "The map")


def test_an_address_is_not_opened():
    with pytest.raises(InputError, match="is an address, not a file"):
        read_picture("https://example.org/map.png", "The map")
