"""The hospital and the municipality of an event in words."""

from transforms.tracing import Trace


def name_hospital(trace: Trace) -> str:
    """The hospital's code and its name, where it is known."""
    return f"{trace.event['hospital']} {trace.grounds['hospital_name'] or '(not in the list)'}"


def name_municipality(trace: Trace) -> str:
    """The municipality of residence and its name, where there is one."""
    code = trace.event["payer_municipality"]
    return f"{code} {trace.grounds['municipality_name'] or '(no municipality on the day)'}" if code else "none given"
