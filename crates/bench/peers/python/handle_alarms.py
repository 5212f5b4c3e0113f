"""handle-alarms without its finer points: no delays, no shelf, no chatter, no order of a device's story."""

import base64
import datetime
import json
import os
import uuid

import boto3

import store
from runtime import serve

workflows = boto3.client("stepfunctions")


def parse(record):
    envelope = json.loads(record["body"])
    message = json.loads(base64.b64decode(envelope["payload"]))
    if message["schemaVersion"] != 1:
        raise ValueError("schemaVersion")
    if message["state"] not in ("raised", "cleared", "changed"):
        raise ValueError("state")
    if message.get("severity") not in (None, "critical", "high", "medium", "low"):
        raise ValueError("severity")
    datetime.datetime.fromisoformat(message["at"])
    return {**message, "thing": envelope["thing"]}


def transition(message, known):
    place, definition = known.place(message), known.definition(message)
    if not place or not definition:
        raise ValueError("unknown")
    before = known.condition(message) or {"conditionId": uuid.uuid4().hex}
    raised = message["state"] == "raised"
    escalates = raised and before.get("condition") != "active"
    condition = {
        **before,
        "farmId": place["farmId"],
        "condition": "active" if raised else "inactive",
        "acknowledged": bool(before.get("acknowledged")) and not escalates,
        "severity": message.get("severity", definition["severity"]),
        "occurrence": before.get("occurrence", 0) + int(escalates),
        "raisedAt": message["at"],
    }
    return message, condition, place, message["state"], escalates


def handle(event):
    messages = [parse(record) for record in event["Records"]]
    known = store.read(messages)
    transitions = [transition(message, known) for message in messages]
    store.commit([written for *written, _ in transitions])
    for key, condition, _, _, escalates in transitions:
        if escalates:
            workflows.start_execution(
                stateMachineArn=os.environ["ESCALATION_STATE_MACHINE_ARN"],
                name=f"{condition['conditionId']}-{condition['occurrence']}-1",
                input=json.dumps({part: key[part] for part in ("thing", "component", "code")}),
            )
    return {"batchItemFailures": []}


serve(handle)
