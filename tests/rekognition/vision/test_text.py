from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(program: str) -> subprocess.CompletedProcess:
    """In a process of its own, whose sockets all fail."""
    start = (
        "import socket\n"
        "def refuse(*_, **__): raise OSError('the network was used')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import sys\n"
        "from local.rekognition.vision.look import look_at\n"
        "from local.rekognition.vision.seen import Look, Wording\n"
        "from tests.rekognition.pictures import encoded, plain\n"
    )
    return subprocess.run(
        [sys.executable, "-c", start + program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        timeout=100,
        check=True,
    )


def test_it_reads_without_a_network_and_says_nothing():
    done = run(
        "from PIL import Image, ImageDraw, ImageFont\n"
        "page = Image.new('RGB', (400, 120), 'white')\n"
        "ImageDraw.Draw(page).text((20, 30), 'quiet', 'black', ImageFont.load_default(40))\n"
        "for picture in (encoded(page), plain(200, 200)):\n"
        "    look = Look(faces=False, text=Wording(80))\n"
        "    print([line.text for line in look_at(picture, look).lines])\n"
    )
    assert done.stdout.splitlines() == ["['quiet']", "[]"]
    assert done.stderr == ""


def test_who_does_not_ask_for_text_does_not_load_what_reads_it():
    done = run(
        "look_at(plain(200, 200), Look(embed=1))\n"
        "print([name for name in ('rapidocr', 'onnxruntime', 'cv2') if name in sys.modules])\n"
    )
    assert done.stdout.strip() == "[]"
