import type { Answer, Gate, GateName, Outcome, Verdict } from "./answer.ts";
import { assumptionsOf } from "./assumptions.ts";
import { authenticate } from "./gates/authentication.ts";
import {
    authorizeControl,
    authorizeData,
    authorizeDeployment,
    type AuthorizationRuling,
} from "./gates/authorization.ts";
import { namesOf } from "./gates/dns.ts";
import { judgeNetwork, type Asked, type NetworkRuling } from "./gates/network.ts";
import { approach, placeKey, placeOf, type Approach, type Way } from "./gates/places.ts";
import { judgeLocks, judgeState, type StateRuling } from "./gates/state.ts";
import { seenAs, resolutionOf } from "./gates/seen.ts";
import type { Model } from "./model/model.ts";
import { unsure } from "./model/property.ts";
import { readVaultRules, type VaultRules } from "./model/vault-rules.ts";
import type { Vault } from "./model/vaults.ts";
import type { Caller, Question } from "./question.ts";
import type { Because, DnsReason, PathReason } from "./reason.ts";
import type { Evidence } from "./answer.ts";
import type { Response } from "../azure/responses.ts";

/** Answers questions about one plan. What a question shares with another is worked out once. */
export interface Oracle {
    readonly model: Model;
    /** The complete answer, with every gate. */
    answer(question: Question): Answer;
    /** The verdict of {@link answer} alone: the same rulings, nothing assembled. */
    verdict(question: Question): Verdict;
}

/** A way with what the vault's network rules say at its end. */
interface World extends Way {
    readonly network: NetworkRuling;
}

interface Networking {
    readonly worlds: readonly World[];
    readonly approach: Approach;
    readonly verdict: Verdict;
    readonly gates: readonly [Gate, Gate, Gate];
    readonly response?: Response;
}

export function oracleOf(model: Model): Oracle {
    const rules = new Map<string, VaultRules>();
    const approaches = new Map<string, Map<string, Approach>>();
    const networkings = new Map<string, Map<string, Networking>>();
    const rulings = new Map<string, Map<string, AuthorizationRuling>>();
    const states = new Map<string, Map<string, StateRuling>>();

    const rulesOf = (vault: Vault): VaultRules =>
        memo(rules, vault.urn, () => readVaultRules(model.resources, model.networks, vault));

    const networkingOf = (vault: Vault, { origin, operation, caller }: Question): Networking => {
        const place = placeOf(origin);
        const key = placeKey(origin);
        const associations = model.associations.get(vault.urn) ?? [];
        const bySubscription = associations.some(
            ({ rules: own }) => own !== unsure && own.some(({ subscriptions }) => subscriptions.length > 0),
        );
        const name = operation.plane === "data" ? operation.name : "";
        const detail = `${place.kind === "service" ? name : ""} ${bySubscription ? callerKey(caller) : ""}`;
        return memo(inner(networkings, vault.urn), detail.length === 1 ? key : `${key} ${detail}`, () => {
            const found = memo(inner(approaches, vault.urn), key, () => approach(model, vault, origin));
            const asked: Asked = {
                operation: name,
                subscriptions: subscriptionsOf(model, caller),
                ...(found.subnet !== undefined && { subnet: found.subnet }),
            };
            const facts = { vault, rules: rulesOf(vault), associations };
            return networking(found, (way) => judgeNetwork(facts, way.path.source, asked));
        });
    };

    const authorizationOf = (vault: Vault, question: Question): AuthorizationRuling => {
        const { operation, object, caller, origin, moment } = question;
        const place = placeOf(origin);
        const action = operation.plane === "data" ? operation.name : operation.action;
        const service = place.kind === "service" ? place.name : "";
        const key = `${action} ${object.family ?? ""}/${object.name ?? ""} ${service} ${callerKey(caller)} ${moment ?? ""}`;
        return memo(inner(rulings, vault.urn), key, () => {
            if (operation.plane === "control")
                return authorizeControl(model, model.chains.get(vault.urn)!, action, caller, moment, vault, object);
            return (
                authorizeDeployment(model, vault, service, action, caller, moment) ??
                authorizeData(model, vault, action, object, caller, moment)
            );
        });
    };

    const stateOf = (vault: Vault, { operation, object, moment }: Question): StateRuling => {
        const action = operation.plane === "data" ? operation.name : operation.action;
        const key = `${action} ${object.name ?? ""}/${object.version ?? ""} ${moment ?? ""}`;
        return memo(inner(states, vault.urn), key, () =>
            operation.plane === "control"
                ? judgeLocks(model, vault, model.chains.get(vault.urn)!, action)
                : judgeState(model, vault, action, object, moment),
        );
    };

    const judge = (
        question: Question,
    ): {
        vault: Vault;
        network: Networking | undefined;
        verdict: Verdict;
        authentication: ReturnType<typeof authenticate>;
        authorization: AuthorizationRuling;
        state: StateRuling;
    } => {
        const vault = model.vaults.get(question.object.vault);
        if (vault === undefined) throw new RangeError(`The plan has no vault ${question.object.vault}.`);
        const network = question.operation.plane === "data" ? networkingOf(vault, question) : undefined;
        const authentication = authenticate(vault, question.caller);
        const authorization = authorizationOf(vault, question);
        const state = stateOf(vault, question);
        const outcomes = [authentication.outcome, authorization.outcome, state.outcome];
        const verdict: Verdict =
            network?.verdict === "denied" || outcomes.includes("stopped")
                ? "denied"
                : network?.verdict === "undetermined" || outcomes.includes("unknown")
                  ? "undetermined"
                  : "allowed";
        return { vault, network, verdict, authentication, authorization, state };
    };

    return {
        model,
        verdict: (question) => judge(question).verdict,
        answer: (question) => {
            const { vault, network, verdict, authentication, authorization, state } = judge(question);
            const after = [
                gate("authentication", authentication.outcome, authentication.reason, authentication.at),
                gate("authorization", authorization.outcome, authorization.reason, authorization.at),
                gate("state", state.outcome, state.reason, state.at),
            ] as const;
            const gates =
                network === undefined
                    ? managementGates(vault, after)
                    : [network.gates[0], network.gates[1], after[0], network.gates[2], after[1], after[2]];
            const responses = new Map<GateName, Response | undefined>([
                ["authentication", authentication.response],
                ["network", network?.response],
                ["authorization", authorization.response],
                ["state", state.response],
            ]);
            const reaches =
                network === undefined ||
                (network.gates[0].outcome !== "stopped" && network.gates[1].outcome !== "stopped");
            return {
                question,
                verdict,
                ...refusal(gates, responses),
                seenAs: network === undefined ? { address: "none" } : seenAs(network.worlds),
                resolves:
                    network === undefined
                        ? { names: [new URL(vault.cloud.managementEndpoint).host], address: "public" }
                        : resolutionOf(namesOf(model, vault), network.worlds),
                logged: reaches && network !== undefined ? (model.diagnostics.get(vault.urn) ?? []) : [],
                assumes: assumptionsOf(model, vault, question, gates, network?.approach.forwardsTo),
                gates,
            };
        },
    };
}

/** Follows every way to its end; gates are ruled over the ways that reach them. */
function networking(found: Approach, judge: (way: Way) => NetworkRuling): Networking {
    const worlds = found.ways.map((way): World => ({
        ...way,
        network: way.path.outcome === "stopped" ? unreached : judge(way),
    }));
    const verdicts = worlds.map(verdictOf);
    const verdict = verdicts.every((value) => value === verdicts[0]) ? verdicts[0]! : "undetermined";
    const open = verdict === "undetermined";
    const named = worlds.filter(({ name }) => name.address !== "none");
    const arrived = named.filter(({ path }) => path.outcome !== "stopped");
    const dns = severalNames(worlds, named.length, open);
    const path = severalPaths(named.length > 0 ? named : worlds, open);
    const [first] = arrived;
    const network =
        arrived.find((world) => world.network.outcome === (open ? "unknown" : first!.network.outcome)) ?? first;
    const mixed = arrived.some((world) => world.network.outcome !== first!.network.outcome);
    const ruling: NetworkRuling =
        network === undefined
            ? unreached
            : mixed && network.network.outcome !== "unknown"
              ? { outcome: "unknown", reason: { code: "depends-on-path" }, at: network.network.at }
              : network.network;
    return {
        worlds,
        approach: found,
        verdict,
        gates: [
            dns,
            path,
            gate("network", network === undefined ? "not applicable" : ruling.outcome, ruling.reason, ruling.at),
        ],
        ...(ruling.response !== undefined && { response: ruling.response }),
    };
}

const unreached: NetworkRuling = { outcome: "stopped", reason: { code: "not-reached" }, at: [] };

function verdictOf({ name, path, network }: World): Verdict {
    if (name.address === "none" || path.outcome === "stopped" || network.outcome === "stopped") return "denied";
    return path.outcome === "unknown" || network.outcome === "unknown" ? "undetermined" : "allowed";
}

function severalNames(worlds: readonly World[], named: number, open: boolean): Gate {
    const reasons = [...new Map(worlds.map(({ name }) => [JSON.stringify(name.reason), name.reason])).values()];
    const answers = new Set(worlds.map(({ name }) => `${name.address} ${name.endpoint?.key ?? name.ip ?? ""}`));
    const reason: DnsReason = reasons.length === 1 ? reasons[0]! : { code: "several-answers", reasons };
    const silent = reasons.every(({ code }) => code === "never-calls");
    const outcome: Outcome = silent
        ? "not applicable"
        : named === 0
          ? "stopped"
          : open && answers.size > 1
            ? "unknown"
            : "passed";
    return gate(
        "dns",
        outcome,
        reason,
        worlds.flatMap(({ name }) => name.at),
    );
}

function severalPaths(worlds: readonly World[], open: boolean): Gate {
    const reasons = [...new Map(worlds.map(({ path }) => [JSON.stringify(path.reason), path.reason])).values()];
    const outcomes = new Set(worlds.map(({ path }) => path.outcome));
    const reason: PathReason = reasons.length === 1 ? reasons[0]! : { code: "several-paths", reasons };
    const outcome: Outcome =
        outcomes.size === 1 ? [...outcomes][0]! : open || outcomes.has("unknown") ? "unknown" : "passed";
    return gate(
        "path",
        outcome,
        reason,
        worlds.flatMap(({ path }) => path.at),
    );
}

function gate(name: GateName, outcome: Outcome, because: Because, at: readonly Evidence[]): Gate {
    const seen = new Set<string>();
    // A place outside the plan has nothing to point at.
    const evidence = at.filter(
        ({ urn, path }) => urn !== "" && !seen.has(`${urn} ${path}`) && seen.add(`${urn} ${path}`),
    );
    return { gate: name, outcome, because, evidence };
}

/** The control plane has an endpoint of its own, and no network rules of the vault. */
function managementGates(
    vault: Vault,
    [authentication, authorization, state]: readonly [Gate, Gate, Gate],
): readonly Gate[] {
    const because = { code: "control-plane", endpoint: vault.cloud.managementEndpoint } as const;
    const none = (name: GateName): Gate => gate(name, "not applicable", because, []);
    return [none("dns"), none("path"), authentication, none("network"), authorization, state];
}

/** Status and code of the first refusal, as far as nothing before it is in doubt. */
function refusal(
    gates: readonly Gate[],
    responses: ReadonlyMap<GateName, Response | undefined>,
): { readonly status?: number; readonly code?: string } {
    let doubt = false;
    for (const { gate: name, outcome } of gates) {
        if (outcome === "unknown") {
            if (name === "dns" || name === "path") return {};
            doubt = true;
        }
        if (outcome !== "stopped") continue;
        const response = responses.get(name);
        if (response === undefined) return {};
        return { status: response.status, ...(response.code !== undefined && !doubt && { code: response.code }) };
    }
    return {};
}

/** Subscriptions of the managed identity that asks. A GUID that the plan does not have may be one of any subscription. */
function subscriptionsOf(model: Model, caller: Caller): Asked["subscriptions"] {
    if (caller.kind === "anonymous") return [];
    const found = caller.principals.map((principal) => model.identities.byPrincipal.get(principal)?.subscription);
    return found.every((subscription) => subscription !== undefined) && found.length > 0 ? found : unsure;
}

const keys = new WeakMap<Caller, string>();

/** Everything about a caller that can matter, as one word. */
function callerKey(caller: Caller): string {
    if (caller.kind === "anonymous") return "";
    let key = keys.get(caller);
    if (key === undefined) {
        key = [caller.principals.join(","), caller.groups.join(","), caller.through ?? "", caller.tenant ?? ""].join(
            " ",
        );
        keys.set(caller, key);
    }
    return key;
}

function memo<V>(map: Map<string, V>, key: string, compute: () => V): V {
    let value = map.get(key);
    if (value === undefined) {
        value = compute();
        map.set(key, value);
    }
    return value;
}

function inner<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
    return memo(map, key, () => new Map<string, V>());
}
