"""Answers are made in the order of their requests, a few at a time."""

from __future__ import annotations

import asyncio
import threading

import pytest

from whomet.serving.turns import Turns

FOREVER = 60.0


class Running:
    """Work that ends when told to, and notes what is running."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.go_on = threading.Semaphore(0)

    def work(self, number: int) -> int:
        self.begun.append(number)
        assert self.go_on.acquire(timeout=FOREVER)
        self.ended.append(number)
        return number

    @property
    def at_once(self) -> int:
        return len(self.begun) - len(self.ended)


async def settle() -> None:
    """Give threads and the loop the time to begin whatever they would."""
    await asyncio.sleep(0.05)


def test_a_few_at_a_time_first_come_first_served() -> None:
    async def main() -> None:
        running, turns = Running(), Turns(at_once=2, long=FOREVER)
        tasks = [asyncio.create_task(turns.run(running.work, number)) for number in range(6)]
        await settle()
        assert sorted(running.begun) == [0, 1]
        for more in range(1, 5):
            running.go_on.release()
            await settle()
            assert sorted(running.begun) == [*range(2 + more)]
            assert running.at_once == 2
        running.go_on.release(2)
        assert await asyncio.gather(*tasks) == [*range(6)]

    asyncio.run(main())


def test_a_long_answer_gives_up_its_place_once() -> None:
    async def main() -> None:
        heavy, light = Running(), Running()
        turns = Turns(at_once=2, long=0.01)
        held = [asyncio.create_task(turns.run(heavy.work, number)) for number in range(3)]
        await settle()
        assert heavy.at_once == 3
        assert await asyncio.wait_for(turns.run(int, "7"), FOREVER) == 7
        # Two of the three gave up their places, and must not do so again when they end.
        heavy.go_on.release(3)
        await asyncio.gather(*held)
        turns._long = FOREVER
        tasks = [asyncio.create_task(turns.run(light.work, number)) for number in range(4)]
        await settle()
        assert light.at_once == 2
        light.go_on.release(4)
        await asyncio.gather(*tasks)

    asyncio.run(main())


def test_a_failed_and_a_cancelled_call_leave_their_places() -> None:
    def fails() -> None:
        raise ValueError("no")

    async def main() -> None:
        running, turns = Running(), Turns(at_once=1, long=FOREVER)
        with pytest.raises(ValueError, match="no"):
            await turns.run(fails)
        first = asyncio.create_task(turns.run(running.work, 1))
        waiting = asyncio.create_task(turns.run(running.work, 2))
        last = asyncio.create_task(turns.run(running.work, 3))
        await settle()
        waiting.cancel()
        running.go_on.release(2)
        async with asyncio.timeout(FOREVER):
            assert [await first, await last] == [1, 3]
        assert running.begun == [1, 3]

    asyncio.run(main())
