import { contains, overlaps, type AddressRange } from "../../input/ipv4.ts";
import { responses, type Response } from "../../azure/responses.ts";
import { neverTrusted, trustedServices, type TrustedService } from "../../azure/trusted-services.ts";
import type { Evidence } from "../answer.ts";
import { coverInternet, without } from "../model/addresses.ts";
import type { Association } from "../model/perimeters.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { VaultRules } from "../model/vault-rules.ts";
import type { NetworkReason, SourceOfRequest } from "../reason.ts";
import { every, matchRules } from "./matching.ts";
import type { NetworkRuling } from "./ruling.ts";
import type { Source } from "./source.ts";

/** What the network rules need of a request besides its source. */
export interface Asked {
    readonly operation: string;
    /** Subscriptions of the managed identity that asks; none for another caller, unsure for one that may be one. */
    readonly subscriptions: readonly string[] | Unsure;
    /** Key of the subnet that the caller is in, if any. */
    readonly subnet?: string;
}

interface Facts {
    readonly vault: Vault;
    readonly rules: VaultRules;
    readonly associations: readonly Association[];
}

/**
 * Private endpoint, perimeter, `publicNetworkAccess`, bypass, rules, default: in this order.
 * Source: learn.microsoft.com/azure/key-vault/general/network-security, and network-security-perimeter-transition.
 */
export function judgeNetwork(facts: Facts, source: Source, asked: Asked): NetworkRuling {
    if (source.kind === "endpoint") {
        const { endpoint } = source;
        const thing = {
            name: endpoint.name,
            ...(endpoint.urn === undefined ? { id: endpoint.key } : { urn: endpoint.urn }),
        };
        return { outcome: "passed", reason: { code: "private-link", endpoint: thing }, at: [endpoint.at] };
    }
    const [association, second] = facts.associations;
    if (association === undefined) return ownSwitches(facts, source, asked, undefined);
    if (second !== undefined) return perimeterUnknown(association, "membership", association.modeAt);
    const enforced = perimeterRules(association, source, asked);
    if (association.mode === "enforced") return enforced;
    const learning =
        enforced.outcome === "passed" ? enforced : combined(enforced, ownSwitches(facts, source, asked, association));
    if (association.mode === "learning" || enforced.outcome === learning.outcome) return learning;
    return perimeterUnknown(association, "mode", association.modeAt);
}

/** In transition mode a perimeter's rules may add to the vault's own, and take nothing away. */
function combined(perimeter: NetworkRuling, own: NetworkRuling): NetworkRuling {
    return own.outcome === "stopped" && perimeter.outcome === "unknown" ? perimeter : own;
}

function perimeterUnknown(
    association: Association,
    what: "mode" | "rules" | "membership" | "subscription",
    at: Evidence,
): NetworkRuling {
    const perimeter = { name: association.perimeter, urn: association.urn };
    return { outcome: "unknown", reason: { code: "perimeter-unknown", perimeter, what }, at: [at] };
}

function perimeterRules(association: Association, source: Source, asked: Asked): NetworkRuling {
    const { rules } = association;
    if (rules === unsure) return perimeterUnknown(association, "rules", association.rulesAt);
    const found = rules.map((rule) => {
        const { value, what } = admits(rule.addresses, rule.subscriptions, rule.partly, source, asked);
        return { rule, what, value: value === true && rule.perhaps ? unsure : value };
    });
    const sure = found.find(({ value }) => value === true);
    if (sure !== undefined)
        return {
            outcome: "passed",
            reason: { code: "perimeter-rule", rule: sure.rule.name },
            at: [sure.rule.at[sure.what]],
        };
    const together = found.filter(({ rule, value, what }) => value === unsure && what === "rules" && !rule.perhaps);
    if (
        perimeterAddresses(
            together.flatMap(({ rule }) => rule.addresses),
            source,
        ) === true
    )
        return {
            outcome: "passed",
            reason: { code: "perimeter-rule", rule: together.map(({ rule }) => rule.name).join(" with ") },
            at: together.map(({ rule }) => rule.at.rules),
        };
    const perhaps = found.find(({ value }) => value === unsure);
    if (perhaps !== undefined) return perimeterUnknown(association, perhaps.what, perhaps.rule.at[perhaps.what]);
    // Members of one perimeter may call each other, and which service asks is not told.
    if (source.kind === "service" && association.others)
        return perimeterUnknown(association, "membership", association.rulesAt);
    const reason: NetworkReason = {
        code: "perimeter-refuses",
        source: seenKind(source),
        perimeter: { name: association.perimeter, urn: association.urn },
    };
    return { outcome: "stopped", reason, at: [association.modeAt], response: responses.perimeterRefuses };
}

function admits(
    addresses: readonly AddressRange[],
    subscriptions: readonly string[],
    partly: boolean,
    source: Source,
    asked: Asked,
): { readonly value: boolean | Unsure; readonly what: "rules" | "subscription" } {
    if (asked.subscriptions !== unsure && asked.subscriptions.some((id) => subscriptions.includes(id)))
        return { value: true, what: "subscription" };
    const byAddress = perimeterAddresses(addresses, source);
    if (byAddress === true) return { value: true, what: "rules" };
    if (byAddress === unsure || partly) return { value: unsure, what: "rules" };
    return { value: subscriptions.length > 0 && asked.subscriptions === unsure ? unsure : false, what: "subscription" };
}

function perimeterAddresses(blocks: readonly AddressRange[], source: Source): boolean | Unsure {
    if (blocks.length === 0) return false;
    switch (source.kind) {
        case "public":
            return every(
                source.addresses.map((address) => (address.kind === "range" ? inside(address.range, blocks) : unsure)),
            );
        case "unnamed":
            return coverInternet(blocks);
        case "unknown":
            return unsure;
        case "subnet":
            // A service endpoint that is tied to a public address is judged by it (in preview).
            return source.subnet.vaultEndpoint.identified ? unsure : false;
        case "endpoint":
        case "service":
        case "none":
            return false;
    }
}

function ownSwitches(facts: Facts, source: Source, asked: Asked, association: Association | undefined): NetworkRuling {
    const { publicAccess } = facts.vault;
    const at = publicAccess.at;
    switch (publicAccess.value) {
        case "enabled":
            return firewall(facts, source, asked);
        case "disabled":
            return disabled(facts, source, asked);
        case "perimeter": {
            const perimeter = association && { perimeter: { name: association.perimeter, urn: association.urn } };
            return {
                outcome: "stopped",
                reason: { code: "perimeter-refuses", source: seenKind(source), ...perimeter },
                at: [at],
                response: responses.perimeterRefuses,
            };
        }
        case unsure: {
            // Whatever the switch says, what a firewall in force would refuse is refused.
            const open = firewall(facts, source, asked);
            if (open.outcome === "stopped") return { ...open, at: [at, ...open.at], response: refusedSomehow };
            return {
                outcome: "unknown",
                reason: { code: "network-unknown", property: "publicNetworkAccess" },
                at: [at],
            };
        }
    }
}

/** Refused for one of several reasons, whose codes differ. */
const refusedSomehow: Response = { status: 403, source: responses.noRuleMatches.source, certainty: "confirmed" };

/** Public access is off: trusted services pass where they may, everything else only over a private endpoint. */
function disabled({ vault }: Facts, source: Source, asked: Asked): NetworkRuling {
    const { acls, publicAccess } = vault;
    const service = source.kind === "service" ? trusted(source.service, asked.operation) : undefined;
    // What bypasses a firewall that was never configured is not documented.
    const bypass = acls.kind === "present" ? acls.bypass.value : unsure;
    const at = [publicAccess.at, acls.kind === "present" ? acls.bypass.at : acls.at];
    if (service !== undefined && service.trusted !== false && bypass !== false) {
        if (service.trusted === true && bypass === true) {
            return {
                outcome: "passed",
                reason: { code: "trusted-service", service: service.name, scenario: service.scenario },
                at,
            };
        }
        return {
            outcome: "unknown",
            reason: {
                code: "network-unknown",
                property: bypass === unsure ? "bypass" : "service",
                value: service.name,
            },
            at,
        };
    }
    const reason: NetworkReason = {
        code: "public-access-disabled",
        source: seenKind(source),
        bypass: bypass === unsure ? "unknown" : bypass,
        ...(service !== undefined && {
            service: { name: service.name, listed: service.listed, bypass: bypass === true },
        }),
    };
    const response = bypass === false ? responses.publicAccessDisabledWithoutBypass : responses.publicAccessDisabled;
    return { outcome: "stopped", reason, at: [publicAccess.at], response };
}

function firewall(facts: Facts, source: Source, asked: Asked): NetworkRuling {
    const { acls, publicAccess } = facts.vault;
    if (acls.kind === "absent")
        return { outcome: "passed", reason: { code: "open", acls: "absent" }, at: [publicAccess.at, acls.at] };
    if (acls.kind === "unknown")
        return { outcome: "unknown", reason: { code: "network-unknown", property: "networkAcls" }, at: [acls.at] };
    const service = source.kind === "service" ? trusted(source.service, asked.operation) : undefined;
    if (service?.trusted === true && acls.bypass.value === true) {
        return {
            outcome: "passed",
            reason: { code: "trusted-service", service: service.name, scenario: service.scenario },
            at: [acls.bypass.at],
        };
    }
    const matched = matchRules(facts.rules, source);
    if (matched.outcome === "passed") return matched;
    if (acls.defaultAction.value === "Allow")
        return { outcome: "passed", reason: { code: "open", acls: "default-allow" }, at: [acls.defaultAction.at] };
    if (matched.outcome === "unknown") return matched;
    if (acls.defaultAction.value === unsure)
        return {
            outcome: "unknown",
            reason: { code: "network-unknown", property: "defaultAction" },
            at: [acls.defaultAction.at],
        };
    if (service !== undefined && service.trusted !== false && acls.bypass.value !== false) {
        return {
            outcome: "unknown",
            reason: {
                code: "network-unknown",
                property: acls.bypass.value === unsure ? "bypass" : "service",
                value: service.name,
            },
            at: [acls.bypass.at],
        };
    }
    const reason: NetworkReason = {
        code: "no-rule-matches",
        source: seenKind(source),
        addressRules: facts.rules.addresses.length,
        subnetRules: facts.rules.subnets.length,
        subnetRuleWithoutEndpoint:
            source.kind === "public" && facts.rules.subnets.some(({ subnet }) => subnet === asked.subnet),
        ...(service !== undefined && {
            service: { name: service.name, listed: service.listed, bypass: acls.bypass.value === true },
        }),
    };
    const at = [
        acls.defaultAction.at,
        ...(facts.rules.addresses.length > 0 ? [acls.addressRulesAt] : []),
        ...(facts.rules.subnets.length > 0 ? [acls.subnetRulesAt] : []),
    ];
    return { outcome: "stopped", reason, at, response: responses.noRuleMatches };
}

function inside(range: AddressRange, blocks: readonly AddressRange[]): boolean | Unsure {
    if (blocks.some((block) => contains(block, range)) || without([range], blocks).length === 0) return true;
    return blocks.some((block) => overlaps(block, range)) ? unsure : false;
}

/** A trusted service is trusted in its listed scenario only; what that asks of a vault is sure for some services only. */
function trusted(
    name: string,
    operation: string,
): { readonly name: string; readonly listed: boolean; readonly scenario: string; readonly trusted: boolean | Unsure } {
    const row = (trustedServices as Readonly<Record<string, TrustedService>>)[name];
    if (row === undefined) {
        const never = (neverTrusted as Readonly<Record<string, { readonly because: string }>>)[name];
        return { name, listed: false, scenario: never?.because ?? "", trusted: false };
    }
    const needed = row.operations.some((known) => known === operation);
    return {
        name,
        listed: true,
        scenario: row.scenario,
        trusted: needed ? true : row.operationsCertainty === "confirmed" ? false : unsure,
    };
}

function seenKind(source: Source): SourceOfRequest {
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
