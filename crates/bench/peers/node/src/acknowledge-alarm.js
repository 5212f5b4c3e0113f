// acknowledge-alarm without its finer points.
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { commit, read } from "./store.js";
import { serve } from "./runtime.js";

const workflows = new SFNClient({});

const problem = (status, code) => ({ statusCode: status, headers: { "content-type": "application/problem+json" }, body: JSON.stringify({ status, code }) });

async function handle(event) {
  const [thing, component, code] = Buffer.from(event.pathParameters.alarmId, "base64url").toString().split("/");
  const { occurrence } = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body);
  const key = { thing, component, code };
  const known = await read([key]);
  const before = known.condition(key);
  if (!before) return problem(404, "notFound");
  if (before.regions.occurrence !== occurrence) return problem(409, "otherOccurrence");
  const regions = { ...before.regions, acknowledged: true };
  await commit([{ key, condition: { ...before, regions }, place: known.place(key), event: "acknowledged" }]);
  await workflows.send(
    new StopExecutionCommand({
      executionArn: `${process.env.ESCALATION_STATE_MACHINE_ARN.replace("stateMachine", "execution")}:${before.conditionId}-${occurrence}-1`,
      error: "Acknowledged",
    }),
  );
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ key, acknowledged: true }) };
}

serve(handle);
