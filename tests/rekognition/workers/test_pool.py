from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.rekognition.protocol.errors import InternalServerError, InvalidImageFormatException
from local.rekognition.vision.seen import Look
from local.rekognition.workers.pool import WorkerPool
from tests.rekognition.pictures import plain

PICTURE = plain(100, 100)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(2)
    yield pool
    pool.close()


def look(pool: WorkerPool, image: bytes = PICTURE):
    return asyncio.run(pool.look(image, Look()))


def is_running(pid: int) -> bool:
    """Whether the process is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in 30 s"
        time.sleep(0.01)


def test_workers_start_as_they_are_needed(pool):
    assert pool.pids() == []
    for _ in range(3):
        look(pool)
    assert len(pool.pids()) == 1

    async def both():
        await asyncio.gather(*(pool.look(PICTURE, Look()) for _ in range(6)))

    asyncio.run(both())
    assert len(pool.pids()) == 2


def test_an_error_of_the_pictures_leaves_the_worker(pool):
    look(pool)
    before = pool.pids()
    with pytest.raises(InvalidImageFormatException):
        look(pool, b"nonsense")
    look(pool)
    assert pool.pids() == before


def test_an_idle_worker_that_was_killed_is_replaced_unnoticed(pool):
    look(pool)
    (victim,) = pool.pids()
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not is_running(victim))
    assert look(pool).faces == []
    assert victim not in pool.pids()


def test_who_waits_for_a_worker_that_dies_is_told_and_the_next_is_served(pool):
    look(pool)
    (victim,) = pool.pids()
    os.kill(victim, signal.SIGSTOP)  # it takes the next picture and never looks at it

    async def lose():
        waiting = asyncio.create_task(pool.look(PICTURE, Look()))
        await asyncio.sleep(0.5)
        os.kill(victim, signal.SIGKILL)
        await waiting

    with pytest.raises(InternalServerError):
        asyncio.run(lose())
    assert look(pool).faces == []
    assert victim not in pool.pids()


@pytest.mark.parametrize("size", [100, 5_000_000])
def test_a_worker_that_takes_too_long_is_stopped_whether_it_took_the_picture_or_not(size):
    pool = WorkerPool(1, timeout=0.2)
    pool.warm()
    os.kill(pool.pids()[0], signal.SIGSTOP)
    with pytest.raises(InternalServerError):
        look(pool, bytes(size))
    assert pool.pids() == []
    pool.close()


def test_closing_leaves_no_process(pool):
    look(pool)
    (pid,) = pool.pids()
    pool.close()
    assert not is_running(pid)


def test_workers_end_when_the_service_is_killed():
    program = (
        "import asyncio, time\n"
        "from local.rekognition.vision.seen import Look\n"
        "from local.rekognition.workers.pool import WorkerPool\n"
        "from tests.rekognition.pictures import plain\n"
        "pool = WorkerPool(1)\n"
        "asyncio.run(pool.look(plain(100, 100), Look()))\n"
        "print(*pool.pids(), flush=True)\n"
        "time.sleep(60)\n"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=root
    ) as service:
        pid = int(service.stdout.readline())
        assert is_running(pid)
        service.kill()
        wait_until(lambda: not is_running(pid))


def test_who_waits_for_a_turn_when_it_is_closed_is_told(pool):
    async def close_while_waiting():
        pids = [pool.look(PICTURE, Look()) for _ in range(2)]
        await asyncio.gather(*pids)
        for pid in pool.pids():
            os.kill(pid, signal.SIGSTOP)
        waiting = [asyncio.create_task(pool.look(PICTURE, Look())) for _ in range(5)]
        await asyncio.sleep(0.2)
        await asyncio.to_thread(pool.close)
        return await asyncio.gather(*waiting, return_exceptions=True)

    answers = asyncio.run(close_while_waiting())
    assert [type(answer) for answer in answers] == [InternalServerError] * 5
