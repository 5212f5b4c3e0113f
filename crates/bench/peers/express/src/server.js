// The list of a farm's alarms as one would write it for Express: the token of every request verified, the alarms in memory.
import { readFileSync } from "node:fs";
import express from "express";
import { expressjwt } from "express-jwt";
import jwks from "jwks-rsa";

const { ALARMS_FILE, USER_POOL_ISSUER: issuer, USER_POOL_CLIENTS: audience, USER_POOL_KEYS_URL: jwksUri, PORT } = process.env;
const { conditions, definitions } = JSON.parse(readFileSync(ALARMS_FILE, "utf8"));
const executions = "arn:aws:states:eu-west-1:123456789012:execution:escalate-alarm";

const problem = (response, status, code) => response.status(status).type("application/problem+json").send({ status, code });

function alarm({ thing, component, code, regions, ...condition }) {
  const id = Buffer.from(`${thing}/${component}/${code}`).toString("base64url");
  const definition = definitions.find((definition) => definition.code === code);
  const { escalation } = condition;
  return {
    id,
    farmId: condition.farmId,
    entityPath: condition.entityPath,
    thingName: thing,
    component,
    code,
    severity: regions.severity,
    maxSeverity: regions.maxSeverity,
    state: regions.acknowledged ? "ackActive" : "unackActive",
    condition: regions.process.is,
    acknowledged: regions.acknowledged,
    occurrence: regions.occurrence,
    retriggers: regions.retriggers,
    quality: condition.quality,
    raisedAt: regions.raisedAt ?? null,
    clearedAt: regions.clearedAt ?? null,
    acknowledgedAt: regions.acknowledgedAt ?? null,
    acknowledgedBy: condition.acknowledgedBy ?? null,
    assignedTo: condition.assignedTo ?? null,
    shelvedUntil: null,
    escalation: escalation && {
      executionArn: `${executions}:${condition.conditionId}-${escalation.occurrence}-${escalation.generation}`,
      level: escalation.level,
      status: escalation.status,
    },
    title: definition?.texts.en.title ?? code,
    version: condition.version,
  };
}

const app = express();
const secret = jwks.expressJwtSecret({ jwksUri, cache: true });
app.use(expressjwt({ secret, issuer, audience, algorithms: ["RS256"] }));
app.get("/v1/farms/:farmId/alarms", (request, response) => {
  const farms = (request.auth.farms ?? "").split(" ").map((farm) => farm.split(":")[0]);
  if (!farms.includes(request.params.farmId)) return problem(response, 404, "notFound");
  const limit = Number(request.query.limit ?? 50);
  if (!(limit >= 1 && limit <= 200)) return problem(response, 400, "invalidQuery");
  response.send({ items: conditions.slice(0, limit).map(alarm), cursor: null });
});
app.use((error, _request, response, _next) => {
  if (!error.status) console.error(error);
  problem(response, error.status ?? 500, error.code ?? "internal");
});
app.listen(Number(PORT), "127.0.0.1");
