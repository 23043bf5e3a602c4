"""Preparing an Odoo seats nobody unasked; the doctor tells the dead from the living, and needs from wishes."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from console import doctor
from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tests.console.conftest import Told, tell
from tests.journeys.conftest import temporal_address
from tools.ledger import Ledger
from tools.settings import from_environment
from workflows import guarding

__all__ = ["temporal_address"]

HOLDERS = ("admin", "bea", "fin", "mallory", "petra", "sam")
SECRET = "a secret that is long enough for a house"


@dataclass(frozen=True)
class Fresh:
    """An Odoo as it is sold, and the folder that the verbs are run in."""

    odoo: SandboxOdoo
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        who = {"ODOO_USER": "weighbridge", "ODOO_API_KEY": "weighbridge"}
        admin = {"ODOO_ADMIN_USER": "admin", "ODOO_ADMIN_API_KEY": "admin"}
        place = {"ODOO_URL": self.odoo.url, "ODOO_DB": self.odoo.db, "WEIGHBRIDGE_SECRET": SECRET}
        return {**who, **admin, **place, "TEMPORAL_ADDRESS": "127.0.0.1:9"}

    def tell(self, *words: str, **more: str) -> Told:
        return tell(*words, env={**self.env, **more})

    def is_prepared(self) -> bool:
        return bool(self.odoo.env("__system__").sudo().search("ir.model", [["model", "=", "x_wb_decision"]]))

    def seated(self) -> set[str]:
        env = self.odoo.env("__system__").sudo()
        group = env.search("res.groups", [["name", "=", "Weighbridge approvers"]])
        return {row["login"] for row in env.search_read("res.users", [["groups_id", "in", group]], ["login"])}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("company")
    seed_demo(SandboxOdoo(str(path / "odoo.sqlite")).env("__system__").sudo(), datetime.now(UTC))
    return path


@pytest.fixture
def fresh(
    company: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Fresh]:
    copy = shutil.copytree(company, tmp_path_factory.mktemp("fresh") / "odoo")
    monkeypatch.chdir(tmp_path)
    with SandboxOdoo(str(copy / "odoo.sqlite")) as odoo:
        yield Fresh(odoo, tmp_path)


def test_the_first_run_says_whom_it_could_seat_and_begins_nothing(fresh: Fresh) -> None:
    told = fresh.tell("provision")

    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("weighbridge: nobody is seated as an approver yet, by their roles it could be ")
    assert all(login in told.err for login in HOLDERS)
    assert "--approver LOGIN, or seat all of them with --approvers-from-roles" in told.err
    assert len(told.err.splitlines()) == 1
    assert not fresh.is_prepared()


def test_a_look_before_the_first_run_says_the_same_and_names_what_is_missing(fresh: Fresh) -> None:
    told = fresh.tell("provision", "--check")

    assert told.code == 1
    assert told.out.startswith("nobody is seated as an approver yet, by their roles it could be ")
    assert "model x_wb_decision: missing" in told.out
    assert not fresh.is_prepared()


def test_whoever_holds_a_role_is_seated_when_that_is_asked_for(fresh: Fresh) -> None:
    told = fresh.tell("provision", "--approvers-from-roles")

    assert told.code == 0
    assert fresh.seated() == {*HOLDERS}
    assert all(login in told.out.splitlines()[-1] for login in HOLDERS)


def test_only_those_named_are_seated_and_a_later_run_keeps_them(fresh: Fresh) -> None:
    first = fresh.tell("provision", "--approver", "petra", "--approver", "fin")
    later, check = fresh.tell("provision"), fresh.tell("provision", "--check")

    assert (first.code, later.code, check.code) == (0, 0, 0)
    assert fresh.seated() == {"petra", "fin"}
    assert "sandbox is as it should be" in check.out


@pytest.mark.parametrize("login", ["nobody", "portia", "Petra"])
def test_an_approver_that_odoo_does_not_know_is_named_and_nothing_is_begun(fresh: Fresh, login: str) -> None:
    told = fresh.tell("provision", "--approver", "petra", "--approver", login)

    assert (told.code, told.out) == (1, "")
    assert f"there is no active internal user with the login {login}. Check the spelling, or make that user" in told.err
    assert not fresh.is_prepared()


def test_somebody_who_holds_no_role_is_seated_and_told_to_be_of_no_use(fresh: Fresh) -> None:
    told = fresh.tell("provision", "--approver", "petra", "--approver", "plain")

    assert told.code == 0
    assert "plain holds no role of the book, and is never asked" in told.out


def test_a_reader_is_prepared_where_one_is_set(fresh: Fresh) -> None:
    reader = {"ODOO_READ_USER": "plain", "ODOO_READ_API_KEY": "plain"}

    made = fresh.tell("provision", "--approver", "petra", **reader)
    again = fresh.tell("provision", "--check", **reader)
    looked = fresh.tell("doctor", **reader)

    assert (made.code, again.code) == (0, 0)
    assert "right: reader reads purchase order: missing" in made.out
    assert "ok   what the reader may read: 9 models" in looked.out
    assert "ok   what the reader may not: changes none of them" in looked.out


def test_the_doctor_says_what_stays_weak_without_a_reader_or_with_one_that_writes(fresh: Fresh) -> None:
    fresh.tell("provision", "--approver", "petra")

    without = fresh.tell("doctor")
    strong = fresh.tell("doctor", ODOO_READ_USER="mallory", ODOO_READ_API_KEY="mallory")

    assert "warn reader: what thinks reads as weighbridge, who may write." in without.out
    assert "ODOO_READ_USER and ODOO_READ_API_KEY, and run `weighbridge provision`" in without.out
    assert "FAIL what the reader may not: may change" in strong.out
    assert "purchase.order" in strong.out


def test_the_doctor_says_whether_anybody_looks_at_the_guards(fresh: Fresh) -> None:
    fresh.tell("provision", "--approver", "petra")

    blind = fresh.tell("doctor", ODOO_ADMIN_USER="", ODOO_ADMIN_API_KEY="")
    watched = fresh.tell("doctor")

    assert "warn guards in Odoo: nobody looks at them while cases run: set ODOO_CHECK_USER" in blind.out
    assert "ok   decision page: as provisioned, and watched" in watched.out


def test_provisioning_lets_answers_count_again(fresh: Fresh) -> None:
    ledger = Ledger(f"sqlite:///{fresh.folder}/.weighbridge/ledger.sqlite")
    guarding.seen(["guard 3 decide differs"], ledger, actor="weighbridge", now=datetime.now(UTC))

    before = fresh.tell("doctor")
    fresh.tell("provision", "--approver", "petra")
    after = fresh.tell("doctor")
    doubt = guarding.doubt(None, ledger, actor="weighbridge", now=datetime.now(UTC))
    ledger.close()

    assert "FAIL answers: none counts: the guards in Odoo have drifted, run `weighbridge provision`" in before.out
    assert "none counts" not in after.out
    assert doubt is None


def test_provisioning_makes_no_ledger_where_there_is_none(fresh: Fresh) -> None:
    fresh.tell("provision", "--approver", "petra")

    assert list(fresh.folder.iterdir()) == []


def test_a_chat_model_that_is_down_is_a_warning() -> None:
    env = {"ODOO_URL": "http://127.0.0.1:9", "ODOO_DB": "x", "ODOO_USER": "x", "ODOO_API_KEY": "x"}
    model = {"WEIGHBRIDGE_MODEL": "llama", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "WEIGHBRIDGE_SECRET": SECRET}

    (found,) = doctor._model(from_environment({**env, **model}))

    assert (found.how, found.what) == ("warn", "chat model")
    assert found.words.startswith("cases go on without it, and say so: ")


async def test_a_worker_that_no_longer_asks_for_work_is_not_counted(
    temporal_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, queue = await Client.connect(temporal_address), "a-queue-of-the-doctor"

    @activity.defn
    async def nothing() -> None: ...

    async with Worker(client, task_queue=queue, activities=[nothing]):
        while (living := await doctor._pollers(client, queue)) == (0, 0):  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.05)
    monkeypatch.setattr(doctor, "now", lambda: datetime.now(UTC) + timedelta(seconds=80))
    later = await doctor._pollers(client, queue)

    assert living == (1, 0)
    assert later == (0, 1)
