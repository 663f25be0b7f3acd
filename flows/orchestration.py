"""Prefect carries the run: named tasks, retries for input and output only, a summary as an artifact.

Prefect stores parameters, results of failures and exception texts: it is given the month and the round, nothing else, and
every failure's text is free of content. With `PREFECT_API_URL` the state is seen in that server's UI, else an embedded one.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
"""No telemetry; an embedded server that starts slowly is waited for; Prefect's log lines go to its server, not to the terminal."""

os.environ.update(SETTINGS)
if not os.environ.get("PREFECT_API_URL"):
    os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = (
        "false"  # the embedded server ends with the run, before its last log lines
    )

from prefect import flow, task  # noqa: E402
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402

from flows.failures import InputOutputFailed, WrongUsage  # noqa: E402
from flows.settle_month import Order, Summary, settle_month  # noqa: E402
from flows.stages import Stage  # noqa: E402
from reports.run_summary import as_plain_text  # noqa: E402

T = TypeVar("T")


def is_worth_retrying(_task: object, _run: object, state: State[Any]) -> bool:
    """Only trouble with input or output may pass by itself; a refusal or a bug never does."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, InputOutputFailed)


def stop_at_unreachable_server() -> None:
    """A server that is set must answer: raises WrongUsage (exit 2)."""
    url = os.environ.get("PREFECT_API_URL")
    if url:
        with get_client(sync_client=True) as client:
            if client.api_healthcheck() is not None:
                raise WrongUsage(
                    f"The Prefect server at {url} does not answer. Start it, or unset PREFECT_API_URL to run without one."
                )


def settle_in_prefect(order: Order, carry_out: Stage) -> Summary:
    """Settle a month as a Prefect flow run, each stage a task; `carry_out` is what a task does with its stage."""
    stop_at_unreachable_server()

    def as_task(name: str, function: Callable[..., T], *arguments: Any, is_io: bool = False) -> T:
        def work() -> T:
            return carry_out(name, function, *arguments, is_io=is_io)

        retries = 2 if is_io else 0
        run = task(
            work,
            name=name,
            task_run_name=name,
            retries=retries,
            retry_delay_seconds=5,
            retry_condition_fn=is_worth_retrying,
            persist_result=False,
        )
        return run()

    def settle(month: str, round: str) -> Summary:
        summary = settle_month(order, as_task)
        create_markdown_artifact(
            f"```\n{as_plain_text(summary.described())}\n```", key="settlement", description=f"{month} {round}"
        )
        return summary

    name = f"{order.month} {order.round}{' trial' if order.is_trial else ''}"
    return flow(settle, name="settle-month", flow_run_name=name, persist_result=False)(order.month, order.round)
