import { operationNamed } from "../azure/operations.ts";
import type { Response } from "../azure/responses.ts";
import type { Answer, Gate, GateName, LogEntry, Outcome, Verdict } from "./answer.ts";
import {
    authenticationAssumptions,
    authorizationAssumptions,
    readFromDependencies,
    stateAssumptions,
    vaultAssumptions,
} from "./assumptions.ts";
import type { Assumption } from "./assumption.ts";
import { authenticate } from "./gates/authentication.ts";
import { authorizeControl, authorizeData, authorizeDeployment } from "./gates/authorization.ts";
import type { AuthorizationRuling } from "./gates/caller.ts";
import { namesOf, resolverOf, type Resolver } from "./gates/dns.ts";
import { judgeNetwork, type Asked } from "./gates/network.ts";
import { follow, show, type Networking, type NetworkingShown } from "./gates/networking.ts";
import { approach, placeOf, type Approach } from "./gates/places.ts";
import { judgeLocks, judgeState } from "./gates/state.ts";
import { internerOf } from "./intern.ts";
import { admitsSubscriptions, type Association } from "./model/perimeters.ts";
import type { Model } from "./model/model.ts";
import { unsure } from "./model/property.ts";
import { readVaultRules, type VaultRules } from "./model/vault-rules.ts";
import type { Vault } from "./model/vaults.ts";
import { toGate, toPart, type Part } from "./part.ts";
import type { Caller, Origin, Question } from "./question.ts";

/** Answers questions about one plan. What a question shares with another is worked out once. */
export interface Oracle {
    readonly model: Model;
    /** The complete answer, with every gate. */
    answer(question: Question): Answer;
    /** The verdict of {@link answer} alone: the same rulings, nothing assembled. */
    verdict(question: Question): Verdict;
    /** The verdict from a place that reaches the vault: what the caller may do once there. */
    standing(question: Question): Verdict;
    /** What becomes of a request on its way to a vault, whoever sends it. */
    way(vault: string, origin: Origin, operation: string): Networking;
}

interface Approached extends Networking {
    shown(): NetworkingShown & { readonly assumes: readonly Assumption[] };
}

/** What is known of a vault whoever asks, and what was worked out for those who did. */
interface Door {
    readonly vault: Vault;
    readonly rules: VaultRules;
    readonly associations: readonly Association[];
    readonly names: readonly string[];
    readonly resolve: Resolver;
    readonly logged: readonly LogEntry[];
    readonly assumes: readonly Assumption[];
    readonly management: readonly [Gate, Gate, Gate];
    /** Managed identities of some subscriptions pass a perimeter: who asks matters to the network gate. */
    readonly admitsSubscriptions: boolean;
    readonly approaches: Map<number, Approach>;
    readonly networkings: Map<number, Approached>;
    readonly authentications: Map<number, Part>;
    readonly authorizations: Map<number, Map<number, Part>>;
    readonly states: Map<number, Part>;
}

/** More operations and actions than a plan's questions use; keys of two numbers are one number below 2^53. */
const mostOperations = 2 ** 16;

/** @throws RangeError for a question about a vault that the plan does not have. */
export function oracleOf(model: Model): Oracle {
    const doors = new Map<string, Door>();
    const intern = internerOf();
    // A date matters to authorisation only where a role is held for a time.
    const timed = model.assignments.all.some(({ standing }) => standing.kind === "window");

    const doorOf = (urn: string): Door => {
        let door = doors.get(urn);
        if (door === undefined) {
            const vault = model.vaults.get(urn);
            if (vault === undefined) throw new RangeError(`The plan has no vault ${urn}.`);
            door = openDoor(model, vault);
            doors.set(urn, door);
        }
        return door;
    };

    const networkingOf = (door: Door, { origin, operation, caller }: Question): Approached => {
        const place = intern.place(origin);
        const service = placeOf(origin).kind === "service";
        const who = door.admitsSubscriptions ? intern.caller(caller) + 1 : 0;
        const what = service ? intern.operation(operation) + 1 : 0;
        const key = (who * mostOperations + what) * 2 ** 20 + place;
        return memo(door.networkings, key, () => {
            const found = memo(door.approaches, place, () => approach(model, door.vault, origin, door.resolve));
            const asked: Asked = {
                operation: operation.plane === "data" ? operation.name : "",
                subscriptions: subscriptionsOf(model, caller),
                ...(found.subnet !== undefined && { subnet: found.subnet }),
            };
            const followed = follow(found, (way) => judgeNetwork(door, way.path.source, asked));
            let shown: ReturnType<Approached["shown"]> | undefined;
            return { ...followed, shown: () => (shown ??= showApproach(model, door, found, followed)) };
        });
    };

    const authenticationOf = (door: Door, { caller }: Question): Part =>
        memo(door.authentications, intern.caller(caller), () =>
            toPart("authentication", authenticate(door.vault, caller), () => authenticationAssumptions(caller)),
        );

    const authorize = (door: Door, { operation, object, caller, origin, moment }: Question): AuthorizationRuling => {
        const { vault } = door;
        if (operation.plane === "control")
            return authorizeControl(
                model,
                model.chains.get(vault.urn)!,
                operation.action,
                caller,
                { moment, object },
                vault,
            );
        const place = placeOf(origin);
        const deployment =
            place.kind === "service"
                ? authorizeDeployment(model, vault, place.name, operation.name, caller, moment)
                : undefined;
        return deployment ?? authorizeData(model, vault, operation.name, object, caller, moment);
    };

    const authorizationOf = (door: Door, question: Question): Part => {
        const { operation, object, caller, origin, moment } = question;
        const work = (): Part => {
            const ruling = authorize(door, question);
            return toPart("authorization", ruling, () =>
                authorizationAssumptions(model, door.vault, caller, operation, ruling),
            );
        };
        if (placeOf(origin).kind === "service" || (timed && moment !== undefined)) return work();
        let own = door.authorizations.get(intern.caller(caller));
        if (own === undefined) {
            own = new Map();
            door.authorizations.set(intern.caller(caller), own);
        }
        return memo(own, intern.object(object) * mostOperations + intern.operation(operation), work);
    };

    const stateOf = (door: Door, { operation, object, moment }: Question): Part => {
        const { vault } = door;
        const work = (): Part => {
            const ruling =
                operation.plane === "control"
                    ? judgeLocks(model, vault, model.chains.get(vault.urn)!, operation.action)
                    : judgeState(model, vault, operation.name, object, moment);
            return toPart("state", ruling, () => stateAssumptions(model, vault, object, operation, ruling));
        };
        const dated = moment !== undefined && operation.plane === "data" && bindsDates(operation.name);
        return dated
            ? work()
            : memo(door.states, intern.object(object) * mostOperations + intern.operation(operation), work);
    };

    return {
        model,
        standing: (question) => {
            const door = doorOf(question.object.vault);
            // Not kept: a matrix asks once for each caller, operation and object, and there are many.
            const authentication = authenticate(door.vault, question.caller);
            if (authentication.outcome === "stopped") return "denied";
            const authorization = authorize(door, question);
            if (authorization.outcome === "stopped") return "denied";
            return verdictOf("allowed", authentication, authorization, stateOf(door, question));
        },
        way: (vault, origin, operation) =>
            networkingOf(doorOf(vault), {
                origin,
                operation: { plane: "data", name: operation },
                caller: { kind: "anonymous" },
                object: { vault },
            }),
        verdict: (question) => {
            const door = doorOf(question.object.vault);
            const network = question.operation.plane === "data" ? networkingOf(door, question).verdict : "allowed";
            if (network === "denied") return "denied";
            return verdictOf(
                network,
                authenticationOf(door, question),
                authorizationOf(door, question),
                stateOf(door, question),
            );
        },
        answer: (question) => {
            const door = doorOf(question.object.vault);
            const network = question.operation.plane === "data" ? networkingOf(door, question) : undefined;
            const authentication = authenticationOf(door, question);
            const authorization = authorizationOf(door, question);
            const state = stateOf(door, question);
            const way = network?.shown();
            const [dns, path, rules] = way?.gates ?? door.management;
            const [token, right, object] = [authentication.shown(), authorization.shown(), state.shown()];
            const gates = [dns, path, token.gate, rules, right.gate, object.gate];
            return {
                question,
                verdict: verdictOf(network?.verdict ?? "allowed", authentication, authorization, state),
                ...refusal(gates, { authentication, authorization, state, network: network?.network }),
                seenAs: way?.seenAs ?? { address: "none" },
                resolves: way?.resolves ?? { names: [host(door.vault)], address: "public" },
                logged: network?.arrives === true ? door.logged : [],
                assumes: [...right.assumes, ...token.assumes, ...object.assumes, ...(way?.assumes ?? [])],
                gates,
            };
        },
    };
}

function openDoor(model: Model, vault: Vault): Door {
    const associations = model.associations.get(vault.urn) ?? [];
    const because = { code: "control-plane", endpoint: vault.cloud.managementEndpoint } as const;
    const none = (name: GateName): Gate => toGate(name, { outcome: "not applicable", reason: because, at: [] });
    return {
        vault,
        rules: readVaultRules(model.resources, model.networks, vault),
        associations,
        names: namesOf(model, vault),
        resolve: resolverOf(model, vault),
        logged: model.diagnostics.get(vault.urn) ?? [],
        assumes: vaultAssumptions(model, vault),
        management: [none("dns"), none("path"), none("network")],
        admitsSubscriptions: admitsSubscriptions(associations),
        approaches: new Map(),
        networkings: new Map(),
        authentications: new Map(),
        authorizations: new Map(),
        states: new Map(),
    };
}

function verdictOf(network: Verdict, ...parts: readonly { readonly outcome: Outcome }[]): Verdict {
    if (network === "denied" || parts.some(({ outcome }) => outcome === "stopped")) return "denied";
    return network === "undetermined" || parts.some(({ outcome }) => outcome === "unknown")
        ? "undetermined"
        : "allowed";
}

function showApproach(
    model: Model,
    door: Door,
    { forwardsTo, apart }: Approach,
    networking: Networking,
): ReturnType<Approached["shown"]> {
    const shown = show(networking, door.names);
    const forwards: readonly Assumption[] =
        forwardsTo === undefined || networking.dns.outcome === "stopped"
            ? []
            : [{ code: "local-dns-forwards", resolver: forwardsTo }];
    const joined: readonly Assumption[] = apart === true ? [{ code: "no-other-gateway", vault: door.vault.name }] : [];
    const certain = shown.gates.filter(({ outcome }) => outcome !== "unknown");
    const read = readFromDependencies(
        model,
        certain.flatMap(({ evidence }) => evidence),
    );
    return { ...shown, assumes: [...forwards, ...joined, ...door.assumes, ...read] };
}

/** Status and code of the first refusal, as far as nothing before it is in doubt. */
function refusal(
    gates: readonly Gate[],
    parts: Readonly<Partial<Record<GateName, { readonly response?: Response | undefined } | undefined>>>,
): { readonly status?: number; readonly code?: string } {
    let doubt = false;
    for (const { gate: name, outcome } of gates) {
        if (outcome === "unknown") {
            if (name === "dns" || name === "path") return {};
            doubt = true;
        }
        if (outcome !== "stopped") continue;
        const response = parts[name]?.response;
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

function bindsDates(name: string): boolean {
    return operationNamed(name).outsideDates !== "works";
}

function host({ cloud }: Vault): string {
    return new URL(cloud.managementEndpoint).host;
}

function memo<V>(map: Map<number, V>, key: number, compute: () => V): V {
    let value = map.get(key);
    if (value === undefined) {
        value = compute();
        map.set(key, value);
    }
    return value;
}
