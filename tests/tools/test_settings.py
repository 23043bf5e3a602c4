"""What is wrong with the settings is said in full, with a remedy, before anything starts, and without a secret."""

from pathlib import Path

import pytest

from tools.errors import Misconfigured
from tools.settings import from_environment

COMPLETE = {
    "ODOO_URL": "https://odoo.example.com",
    "ODOO_DB": "live",
    "ODOO_USER": "weighbridge",
    "ODOO_API_KEY": "canary-odoo-key",
    "WEIGHBRIDGE_SECRET": "canary-secret-of-32-characters--",
}
EVERYTHING = {
    **COMPLETE,
    "ODOO_ADMIN_USER": "admin",
    "ODOO_ADMIN_API_KEY": "canary-admin-key",
    "TEMPORAL_ADDRESS": "temporal.example.com:7233",
    "TEMPORAL_API_KEY": "canary-temporal-key",
    "DATABASE_URL": "postgresql://wb:canary-password@db.example.com/ledger",
    "WEIGHBRIDGE_MODEL": "gpt-5",
    "OPENAI_API_KEY": "canary-model-key",
}


def test_five_settings_are_enough() -> None:
    settings = from_environment(COMPLETE)

    assert settings.odoo.user == "weighbridge"
    assert settings.admin is None
    assert settings.model is None
    assert settings.temporal_address == "127.0.0.1:7233"
    assert not settings.temporal_tls
    assert settings.database_url.get_secret_value().startswith("sqlite:///")
    assert settings.house.name == "house.toml"


def test_everything_can_be_set() -> None:
    settings = from_environment({**EVERYTHING, "WEIGHBRIDGE_COMPANY": "3", "WEIGHBRIDGE_FEED_SECONDS": "0.5"})

    assert settings.admin is not None
    assert settings.admin.user == "admin"
    assert settings.temporal_tls
    assert settings.company_id == 3
    assert settings.feed_every.total_seconds() == 0.5
    assert settings.model is not None
    assert settings.model.provider == "openai"


SECOND_USERS = {
    "ODOO_READ_USER": "reader",
    "ODOO_READ_API_KEY": "canary-read-key",
    "ODOO_CHECK_USER": "checker",
    "ODOO_CHECK_API_KEY": "canary-check-key",
}


def test_what_thinks_and_what_checks_may_have_users_of_their_own() -> None:
    alone, together = from_environment(COMPLETE), from_environment({**EVERYTHING, **SECOND_USERS})
    admin_only = from_environment(EVERYTHING)

    assert (alone.reader, alone.checker) == (None, None)
    assert together.reader is not None
    assert (together.reader.user, together.reader.url) == ("reader", "https://odoo.example.com")
    assert together.checker is not None
    assert together.checker.user == "checker"
    assert admin_only.checker == admin_only.admin
    assert "canary" not in f"{together!r}"


def test_a_process_that_only_thinks_takes_no_key_that_may_write() -> None:
    env = {**EVERYTHING, **SECOND_USERS}
    without = {name: value for name, value in env.items() if name not in {"ODOO_USER", "ODOO_API_KEY"}}

    for given in (env, without):
        thinking = from_environment(given, writes=False)

        assert thinking.odoo == thinking.reader
        assert (thinking.admin, thinking.checker) == (None, None)
    with pytest.raises(Misconfigured, match="ODOO_API_KEY is not set"):
        from_environment(without)


def test_without_a_reader_what_thinks_reads_as_the_robot() -> None:
    assert from_environment(COMPLETE, writes=False).odoo.user == "weighbridge"


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_what_is_missing_is_named_with_what_to_set(missing: str) -> None:
    env = {name: value for name, value in COMPLETE.items() if name != missing}

    with pytest.raises(Misconfigured, match=rf"{missing} is not set\. Set it to "):
        from_environment(env)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Misconfigured) as said:
        from_environment({})

    assert all(name in str(said.value) for name in COMPLETE)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("ODOO_URL", "odoo.example.com", "Write it like https://"),
        ("ODOO_URL", "ftp://odoo.example.com", "Write it like https://"),
        ("ODOO_URL", "https://odoo.example.com:99999", "Write it like https://"),
        ("ODOO_URL", "http://odoo.example.com", "Use https"),
        ("ODOO_URL", "https://robot:canary-in-url@odoo.example.com", "Keep credentials"),
        ("ODOO_URL", "https://odoo.example.com/web/login", "Give the server alone"),
        ("ODOO_DB", "li\u202eve", "control characters"),
        ("ODOO_USER", "x" * 121, "overlong"),
        ("ODOO_ADMIN_USER", "", "Set both"),
        ("ODOO_READ_USER", "reader", "Set both to let what thinks read as a user of its own"),
        ("ODOO_CHECK_API_KEY", "canary-check-key", "Set both to have the guards in Odoo watched"),
        ("ODOO_ADMIN_API_KEY", "", "Set both"),
        ("TEMPORAL_ADDRESS", "temporal.example.com", "Write it like temporal.example.com:7233"),
        ("TEMPORAL_ADDRESS", ":7233", "Write it like temporal.example.com:7233"),
        ("TEMPORAL_TLS", "perhaps", "Set it to yes or no"),
        ("TEMPORAL_TLS", "no", "Leave TEMPORAL_TLS out"),
        ("WEIGHBRIDGE_SECRET", "canary-short", "Set it to a long random text"),
        ("WEIGHBRIDGE_BOOK", "/nowhere/house.toml", "path of an existing file"),
        ("WEIGHBRIDGE_ASSUMPTIONS", "/nowhere/assumptions.toml", "path of an existing file"),
        ("WEIGHBRIDGE_COMPANY", "0", "anything from 1 on"),
        ("WEIGHBRIDGE_COMPANY", "1.5", "anything from 1 on"),
        ("WEIGHBRIDGE_COMPANY", "NaN", "anything from 1 on"),
        ("WEIGHBRIDGE_FEED_SECONDS", "soon", "anything from 0.1 on"),
        ("WEIGHBRIDGE_FEED_SECONDS", "0", "anything from 0.1 on"),
        ("WEIGHBRIDGE_SWEEP_MINUTES", "0", "anything from 1 on"),
        ("OPENAI_API_KEY", "", "leave WEIGHBRIDGE_MODEL out"),
        ("OPENAI_BASE_URL", "http://llm.example.com/v1", "Use https"),
        ("AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com", "a key of that Azure resource"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_its_remedy(name: str, value: str, remedy: str) -> None:
    with pytest.raises(Misconfigured) as said:
        from_environment({**EVERYTHING, name: value})

    assert remedy in str(said.value)
    assert "canary" not in str(said.value)


def test_two_models_at_once_are_a_contradiction() -> None:
    azure = {"AZURE_OPENAI_ENDPOINT": "https://x.openai.azure.com", "OPENAI_BASE_URL": "https://llm.example.com/v1"}

    with pytest.raises(Misconfigured, match="Keep one of them"):
        from_environment({**EVERYTHING, **azure})


def test_a_deployment_on_azure_needs_its_own_key_and_version() -> None:
    azure = {
        "WEIGHBRIDGE_MODEL": "planner",
        "AZURE_OPENAI_ENDPOINT": "https://x.openai.azure.com/",
        "AZURE_OPENAI_API_KEY": "canary-azure",
        "OPENAI_API_VERSION": "2024-10-21",
    }

    model = from_environment({**COMPLETE, **azure}).model

    assert model is not None
    assert (model.provider, model.base_url) == ("azure", "https://x.openai.azure.com")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8069", "http://localhost:8069", "http://[::1]:8069"])
def test_an_odoo_on_this_machine_may_speak_in_clear(url: str) -> None:
    assert from_environment({**COMPLETE, "ODOO_URL": url}).odoo.url == url


def test_a_model_server_on_this_machine_needs_no_key() -> None:
    env = {**COMPLETE, "WEIGHBRIDGE_MODEL": "llama", "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}

    model = from_environment(env).model

    assert model is not None
    assert model.key is None


def test_a_key_without_a_named_model_starts_no_model() -> None:
    assert from_environment({**COMPLETE, "OPENAI_API_KEY": "canary-model-key"}).model is None


def test_no_secret_is_ever_shown() -> None:
    settings = from_environment(EVERYTHING)

    shown = f"{settings!r} {settings} {settings.odoo!r} {settings.model!r} {settings.model_dump_json()}"

    assert "canary" not in shown


def test_a_book_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    book = tmp_path / "house.toml"
    book.write_text("")

    assert from_environment({**COMPLETE, "WEIGHBRIDGE_BOOK": str(book)}).house == book
