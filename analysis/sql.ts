import type { Gate, Resolution, SeenAs, Verdict } from "./answer.ts";
import { namesOf } from "./gates/dns.ts";
import { matchRules } from "./gates/matching.ts";
import { follow, show } from "./gates/networking.ts";
import { approach } from "./gates/places.ts";
import type { NetworkRuling } from "./gates/ruling.ts";
import type { Source } from "./gates/source.ts";
import { neverGivenOut } from "./model/addresses.ts";
import { readDatabaseServer, type DatabaseServer } from "./model/databases.ts";
import type { Model } from "./model/model.ts";
import { unsure } from "./model/property.ts";
import type { EgressKind, SourceOfRequest } from "./reason.ts";
import type { Origin } from "./question.ts";

/** Whether a place reaches a database server; who may sign in there is the database's own matter. */
export interface Reach {
    readonly verdict: Verdict;
    readonly seenAs: SeenAs;
    readonly resolves: Resolution;
    readonly gates: readonly [dns: Gate, path: Gate, network: Gate];
}

/**
 * Answers for a server of Azure SQL what {@link approach} and the network gate answer for a vault: by its name and
 * private endpoints, and by `publicNetworkAccess`, firewall rules and rules for subnets. Rules that are kept inside a
 * database are in no plan.
 *
 * Source: learn.microsoft.com/azure/azure-sql/database/firewall-configure, connectivity-settings and
 * vnet-service-endpoint-rule-overview.
 *
 * @param server URN of a `sql:Server`
 * @throws RangeError when the plan has no such server
 */
export function reachesDatabase(model: Model, origin: Origin, server: string): Reach {
    if (!model.resources.byUrn.has(server)) throw new RangeError(`The plan has no server ${server}.`);
    const database = readDatabaseServer(model, server);
    const { target, model: seen } = database;
    const found = follow(approach(seen, target, origin), ({ path }) => judge(database, path.source));
    return { verdict: found.verdict, ...show(found, namesOf(seen, target)) };
}

/** Private endpoint, `publicNetworkAccess`, the rule for Azure's addresses, rules: in this order. */
function judge(database: DatabaseServer, source: Source): NetworkRuling {
    const { publicAccess, rules } = database;
    if (source.kind === "endpoint") {
        const { name, urn, key, at } = source.endpoint;
        return {
            outcome: "passed",
            reason: { code: "private-link", endpoint: { name, ...(urn === undefined ? { id: key } : { urn }) } },
            at: [at],
        };
    }
    if (publicAccess.value === unsure)
        return {
            outcome: "unknown",
            reason: { code: "network-unknown", property: "publicNetworkAccess" },
            at: [publicAccess.at],
        };
    if (!publicAccess.value)
        return {
            outcome: "stopped",
            reason: { code: "public-access-disabled", source: kindOf(source), bypass: false },
            at: [publicAccess.at],
        };
    const azure = judgeAzures(database, source);
    if (azure?.outcome === "passed") return azure;
    const matched = matchRules(rules, source);
    if (matched.outcome !== "stopped") return matched;
    return (
        azure ?? {
            outcome: "stopped",
            reason: {
                code: "no-rule-matches",
                source: kindOf(source),
                addressRules: rules.addresses.length,
                subnetRules: rules.subnets.length,
                subnetRuleWithoutEndpoint: false,
            },
            at: [...rules.addresses, ...rules.subnets].map(({ at }) => at),
        }
    );
}

/** What the rule for every address of Azure's says; nothing without the rule, and to addresses that are not Azure's. */
function judgeAzures({ admitsAzure, rules }: DatabaseServer, source: Source): NetworkRuling | undefined {
    if (admitsAzure === undefined) return undefined;
    const owned =
        source.kind === "public"
            ? ofAzure(source)
            : source.kind === "service"
              ? true
              : source.kind === "unknown"
                ? unsure
                : false;
    if (owned === false) return undefined;
    if (owned === true)
        return { outcome: "passed", reason: { code: "address-rule", rules: ["0.0.0.0"] }, at: [admitsAzure] };
    const by: EgressKind = source.kind === "public" || source.kind === "unknown" ? source.by : "azure-service";
    return {
        outcome: "unknown",
        reason: { code: "source-unknown", by, addressRules: rules.addresses.length + 1 },
        at: [admitsAzure],
    };
}

/** An address that somebody names may be one of Azure's customers'; a local network's is not. */
function ofAzure({ by, addresses }: Extract<Source, { readonly kind: "public" }>): boolean | typeof unsure {
    if (by === "on-premises" || by === "internet") return false;
    if (by !== "asked" && by !== "appliance" && by !== "network-outside") return true;
    return addresses.every((address) => address.kind === "range" && neverGivenOut(address.range)) ? false : unsure;
}

function kindOf(source: Source): SourceOfRequest {
    switch (source.kind) {
        case "subnet":
            return "service-endpoint";
        case "service":
            return "azure-service";
        case "unknown":
            return "unknown";
        case "public":
        case "unnamed":
        case "endpoint":
        case "none":
            return "public";
    }
}
