// handle-alarms without its finer points: no delays, no shelf, no chatter, no order of a device's story.
import { randomUUID } from "node:crypto";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { commit, read } from "./store.js";
import { serve } from "./runtime.js";

const workflows = new SFNClient({});
const severities = ["critical", "high", "medium", "low"];

function parse(record) {
  const { payload, thing } = JSON.parse(record.body);
  const message = JSON.parse(Buffer.from(payload, "base64").toString());
  if (message.schemaVersion !== 1) throw new Error("schemaVersion");
  if (!["raised", "cleared", "changed"].includes(message.state)) throw new Error("state");
  if (message.severity && !severities.includes(message.severity)) throw new Error("severity");
  if (Number.isNaN(Date.parse(message.at))) throw new Error("at");
  return { ...message, thing };
}

function transition(message, known) {
  const place = known.place(message);
  const definition = known.definition(message);
  if (!place || !definition) throw new Error("unknown");
  const before = known.condition(message);
  const raised = message.state === "raised";
  const escalates = raised && before?.condition !== "active";
  const condition = {
    ...(before ?? { conditionId: randomUUID().replaceAll("-", "") }),
    farmId: place.farmId,
    condition: raised ? "active" : "inactive",
    acknowledged: Boolean(before?.acknowledged) && !escalates,
    severity: message.severity ?? definition.severity,
    occurrence: (before?.occurrence ?? 0) + (escalates ? 1 : 0),
    raisedAt: message.at,
  };
  return { key: message, condition, place, event: message.state, escalates };
}

async function handle(event) {
  const messages = event.Records.map(parse);
  const known = await read(messages);
  const transitions = messages.map((message) => transition(message, known));
  await commit(transitions);
  await Promise.all(
    transitions
      .filter(({ escalates }) => escalates)
      .map(({ key, condition }) =>
        workflows.send(
          new StartExecutionCommand({
            stateMachineArn: process.env.ESCALATION_STATE_MACHINE_ARN,
            name: `${condition.conditionId}-${condition.occurrence}-1`,
            input: JSON.stringify({ thing: key.thing, component: key.component, code: key.code }),
          }),
        ),
      ),
  );
  return { batchItemFailures: [] };
}

serve(handle);
