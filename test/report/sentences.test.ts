import { describe, expect, it } from "vitest";
import type { Assumption } from "../../analysis/assumption.ts";
import type { What } from "../../analysis/changes.ts";
import type { Because, Maybe, NearMiss } from "../../analysis/reason.ts";
import { assumptionSentences } from "../../report/sentences/assumptions.ts";
import { maybeSentences, nearMissSentences } from "../../report/sentences/authorization.ts";
import { becauseDetails, becauseSentence } from "../../report/sentences/because.ts";
import { changeSentences } from "../../report/sentences/changes.ts";
import { sentence, type Names } from "../../report/sentences/sentences.ts";

/** One sample for each code, so that a code without one does not compile. */
type Samples<R extends { readonly code: string }> = { readonly [C in R["code"]]: R };

const names: Names = {
    urn: (urn) => `thing ${urn.split("::").at(-1)!}`,
    scope: (id) => `scope ${id}`,
    principal: (id) => `principal ${id}`,
};
const endpoint = { name: "pep-shop" };
const grant = { role: "Reader", scope: "s1", principal: "p1", assignment: "u1", viaGroup: false };

const reasons: Samples<Because> = {
    "control-plane": { code: "control-plane", endpoint: "https://management.azure.com" },
    "no-endpoint": { code: "no-endpoint" },
    "public-resolver": { code: "public-resolver", endpoints: 1 },
    "zone-not-linked": { code: "zone-not-linked", network: "vnet-shop", zones: [] },
    "private-record": { code: "private-record", zone: "zone-shop", endpoint, ip: "10.0.0.4" },
    "record-missing": { code: "record-missing", zone: "zone-shop", network: "vnet-shop" },
    "record-missing-redirected": { code: "record-missing-redirected", zone: "zone-shop", network: "vnet-shop" },
    "questions-blocked": {
        code: "questions-blocked",
        group: { name: "nsg-shop" },
        rule: "no-names",
        server: "168.63.129.16",
    },
    "server-out-of-reach": { code: "server-out-of-reach", server: "10.0.0.53", network: "vnet-shop" },
    "custom-servers": { code: "custom-servers", network: "vnet-shop", servers: ["10.0.0.53"] },
    "outside-plan": { code: "outside-plan", missing: "zone", what: { name: "zone-shop" } },
    "dns-unknown": { code: "dns-unknown", what: { name: "vnet-shop" }, property: "dnsServers" },
    "several-answers": { code: "several-answers", reasons: [{ code: "no-endpoint" }] },
    "never-calls": { code: "never-calls", host: "bas-shop" },
    "private-endpoint": { code: "private-endpoint", endpoint, peered: true },
    "service-endpoint": { code: "service-endpoint", subnet: "app" },
    "public-address": { code: "public-address", by: "nat-gateway", addresses: ["203.0.113.7"] },
    "public-address-unknown": { code: "public-address-unknown", by: "app-service" },
    "no-outbound": { code: "no-outbound", subnet: "app", setting: "defaultOutboundAccess" },
    "endpoint-out-of-reach": { code: "endpoint-out-of-reach", endpoint, network: "vnet-shop" },
    "peering-not-connected": { code: "peering-not-connected", endpoint, network: "vnet-shop", peer: "vnet-hub" },
    "peering-disconnected": { code: "peering-disconnected", endpoint, network: "vnet-shop", peer: "vnet-hub" },
    "private-address-of-nothing": { code: "private-address-of-nothing", ip: "10.0.0.4" },
    "blocked-by-rule": { code: "blocked-by-rule", group: { name: "nsg-shop" }, rule: "DenyAll" },
    "route-drops": { code: "route-drops", route: "drop", prefix: "0.0.0.0/0" },
    "route-elsewhere": {
        code: "route-elsewhere",
        route: "inspect",
        prefix: "0.0.0.0/0",
        hop: "VirtualAppliance",
        address: "10.0.0.9",
    },
    "path-unknown": { code: "path-unknown", what: { name: "app" }, property: "routeTable" },
    "several-paths": { code: "several-paths", reasons: [{ code: "no-address" }] },
    "no-address": { code: "no-address" },
    token: { code: "token" },
    "no-token": { code: "no-token" },
    "other-tenant": { code: "other-tenant", callers: "t1", vaults: "t2" },
    "tenant-unknown": { code: "tenant-unknown", callers: "t1" },
    open: { code: "open", acls: "absent" },
    "private-link": { code: "private-link", endpoint },
    "address-rule": { code: "address-rule", rules: ["203.0.113.0/24", "urn:pulumi:a::b::c::d"] },
    "subnet-rule": { code: "subnet-rule", subnet: "app" },
    "trusted-service": { code: "trusted-service", service: "Azure Storage", scenario: "encryption" },
    "perimeter-rule": { code: "perimeter-rule", rule: "offices" },
    "no-rule-matches": {
        code: "no-rule-matches",
        source: "public",
        addressRules: 2,
        subnetRules: 1,
        subnetRuleWithoutEndpoint: true,
    },
    "public-access-disabled": {
        code: "public-access-disabled",
        source: "azure-service",
        bypass: false,
        service: { name: "Azure Storage", listed: true, bypass: false },
    },
    "perimeter-refuses": { code: "perimeter-refuses", source: "public", perimeter: { name: "nsp-shop" } },
    "range-partly-in-rules": { code: "range-partly-in-rules", inside: ["203.0.113.0/25"] },
    "source-unknown": { code: "source-unknown", by: "azure-service", addressRules: 2 },
    "rule-unknown": { code: "rule-unknown", rule: "address", property: "ipRules" },
    "network-unknown": { code: "network-unknown", property: "bypass", value: "Azure Storage" },
    "perimeter-unknown": { code: "perimeter-unknown", perimeter: { name: "nsp-shop" }, what: "mode" },
    "depends-on-path": { code: "depends-on-path" },
    "not-reached": { code: "not-reached" },
    role: { code: "role", grants: [grant, { ...grant, viaGroup: true }], action: "a1/read" },
    policy: {
        code: "policy",
        grants: [{ vault: "kv", principal: "p", viaGroup: true, application: "app1" }],
        permission: "secrets/get",
    },
    "no-role": { code: "no-role", action: "a1/read", nearMisses: [] },
    "no-policy": { code: "no-policy", permission: "secrets/get", entry: false, nearMisses: [] },
    "authorization-unknown": { code: "authorization-unknown", action: "a1/read", maybes: [], nearMisses: [] },
    "depends-on-object": { code: "depends-on-object", family: "secrets", otherwise: "stopped", objects: ["s"] },
    "model-unknown": { code: "model-unknown", property: "enableRbacAuthorization" },
    "deny-assignment": { code: "deny-assignment", action: "a1/read" },
    "deployment-switch": { code: "deployment-switch", switch: "enabledForDeployment", on: true, action: "a1/deploy" },
    "no-permission-exists": { code: "no-permission-exists", operation: "keys/release", model: "access-policies" },
    "no-caller": { code: "no-caller" },
    usable: { code: "usable" },
    "not-in-plan": { code: "not-in-plan", object: "secrets/a" },
    "object-unread": { code: "object-unread", object: "keys/k", by: { name: "ck", urn: "u1" } },
    "no-object": { code: "no-object" },
    disabled: { code: "disabled", object: "secrets/a" },
    "disabled-matters-not": { code: "disabled-matters-not", object: "secrets/a" },
    "dates-informational": { code: "dates-informational", object: "secrets/a", expires: Date.UTC(2026, 0, 2) },
    "within-dates": { code: "within-dates", object: "keys/a", notBefore: Date.UTC(2026, 0, 2, 3, 4, 5) },
    expired: { code: "expired", object: "keys/a", date: Date.UTC(2026, 0, 2) },
    "not-yet-valid": { code: "not-yet-valid", object: "keys/a", date: Date.UTC(2026, 0, 2) },
    "moment-needed": { code: "moment-needed", object: "keys/a" },
    "key-operation-not-permitted": { code: "key-operation-not-permitted", object: "keys/a", permitted: ["sign"] },
    "not-exportable": { code: "not-exportable", object: "keys/a" },
    "purge-protected": { code: "purge-protected", vault: "kv" },
    "purge-unprotected": { code: "purge-unprotected", vault: "kv" },
    "version-unknown": { code: "version-unknown", object: "secrets/a" },
    locked: { code: "locked", lock: "no-delete", level: "CanNotDelete" },
    "state-unknown": { code: "state-unknown", object: "secrets/a", property: "enabled" },
};

const misses: Samples<NearMiss> = {
    "role-lacks-action": { code: "role-lacks-action", role: "Reader", urn: "u1" },
    "role-excludes-action": { code: "role-excludes-action", role: "Reader", urn: "u1" },
    "scope-elsewhere": { code: "scope-elsewhere", role: "Reader", scope: "s1", urn: "u1" },
    "condition-false": { code: "condition-false", role: "Reader", urn: "u1" },
    "eligible-not-active": { code: "eligible-not-active", role: "Reader", urn: "u1" },
    "not-in-force": { code: "not-in-force", role: "Reader", urn: "u1" },
    "role-inactive": { code: "role-inactive", role: "Reader", urn: "u1" },
    "policy-inactive": { code: "policy-inactive", urn: "u1", path: "/p" },
    "policy-lacks-permission": { code: "policy-lacks-permission", urn: "u1", path: "/p" },
    "policy-needs-application": { code: "policy-needs-application", application: "app1", urn: "u1", path: "/p" },
    "policy-of-other-tenant": { code: "policy-of-other-tenant", urn: "u1", path: "/p" },
};

const maybe = (code: Maybe["code"]): Maybe => ({ code, urn: "u1", path: "/p" });
const maybes: Samples<Maybe> = {
    "principal-unknown": maybe("principal-unknown"),
    "scope-unknown": maybe("scope-unknown"),
    "role-unknown": maybe("role-unknown"),
    "condition-unknown": maybe("condition-unknown"),
    "some-roles-only": { ...maybe("some-roles-only"), detail: "a" },
    "pattern-unsettled": { ...maybe("pattern-unsettled"), detail: "a/*/read" },
    "permissions-unknown": maybe("permissions-unknown"),
    "application-unknown": maybe("application-unknown"),
    "identity-outside": maybe("identity-outside"),
    "tenant-unknown": maybe("tenant-unknown"),
    "schedule-needs-moment": maybe("schedule-needs-moment"),
    "schedule-unknown": maybe("schedule-unknown"),
    "role-not-assignable": maybe("role-not-assignable"),
    "object-scope-unsettled": maybe("object-scope-unsettled"),
    "other-provider": maybe("other-provider"),
    policy: maybe("policy"),
    "policy-reported": maybe("policy-reported"),
    "deployment-stack": maybe("deployment-stack"),
    "deny-assignment": maybe("deny-assignment"),
};

const assumptions: Samples<Assumption> = {
    "no-other-assignments": { code: "no-other-assignments", scope: "s1" },
    "no-other-policies": { code: "no-other-policies", vault: "kv" },
    "no-other-groups": { code: "no-other-groups", principal: "p1" },
    "others-grant-nothing": { code: "others-grant-nothing", vault: "kv", urns: ["u1", "u2", "u3", "u4"] },
    "same-tenant": { code: "same-tenant", principal: "p1" },
    "no-deny-assignments": { code: "no-deny-assignments" },
    "object-exists": { code: "object-exists", object: "kv/secrets/a" },
    "object-deleted": { code: "object-deleted", object: "kv/secrets/a" },
    "object-absent": { code: "object-absent", object: "kv/secrets/a" },
    "new-identity-is-another": { code: "new-identity-is-another", urn: "u1" },
    "local-dns-forwards": { code: "local-dns-forwards", resolver: "10.0.0.53" },
    "in-subscription": { code: "in-subscription", urn: "u1", subscription: "s1" },
    "no-other-gateway": { code: "no-other-gateway", vault: "kv" },
    "no-other-perimeter": { code: "no-other-perimeter", vault: "kv" },
    "reference-read-from-dependency": {
        code: "reference-read-from-dependency",
        urn: "u1",
        path: "/inputs/a",
        from: "u2",
    },
    "environment-attested": { code: "environment-attested" },
    "recovered-as-written": { code: "recovered-as-written", vault: "kv" },
};

const changes: Samples<What> = {
    "add-address-rule": { code: "add-address-rule", vault: "kv", address: "203.0.113.7" },
    "add-subnet-rule": { code: "add-subnet-rule", vault: "kv", subnet: "app" },
    "add-service-endpoint": { code: "add-service-endpoint", subnet: "app" },
    "enable-public-access": { code: "enable-public-access", vault: "kv" },
    "disable-public-access": { code: "disable-public-access", vault: "kv" },
    "deny-by-default": { code: "deny-by-default", vault: "kv" },
    "allow-by-default": { code: "allow-by-default", vault: "kv" },
    "allow-before": { code: "allow-before", group: "nsg-app", rule: "deny-all", to: "AzureKeyVault", port: 443 },
    "remove-security-rule": { code: "remove-security-rule", group: "nsg-app", rule: "deny-all" },
    "remove-route": { code: "remove-route", table: "rt-app", route: "drop" },
    "add-peering": { code: "add-peering", network: "vnet-shop", peer: "vnet-hub" },
    "open-peering": { code: "open-peering", network: "vnet-shop", peer: "vnet-hub" },
    "redirect-missing-names": { code: "redirect-missing-names", zone: "zone-shop", network: "vnet-shop" },
    "add-perimeter-rule": { code: "add-perimeter-rule", perimeter: "nsp-shop", admits: "203.0.113.7" },
    "let-trusted-services-pass": { code: "let-trusted-services-pass", vault: "kv" },
    "stop-trusted-services": { code: "stop-trusted-services", vault: "kv" },
    "link-zone": { code: "link-zone", zone: "zone-shop", network: "vnet-shop" },
    "add-zone-group": { code: "add-zone-group", endpoint: "pep-shop", zone: "zone-shop" },
    "approve-endpoint": { code: "approve-endpoint", endpoint: "pep-shop" },
    "add-private-endpoint": { code: "add-private-endpoint", vault: "kv", network: "vnet-shop" },
    "allow-outbound": { code: "allow-outbound", subnet: "app" },
    "assign-role": { code: "assign-role", role: "Reader", scope: "s1", principal: "p1" },
    "add-permission": { code: "add-permission", vault: "kv", family: "secrets", permission: "get", principal: "p1" },
    "drop-application": { code: "drop-application", vault: "kv", principal: "p1", application: "a1" },
    "activate-role": { code: "activate-role", assignment: "a1", role: "Reader" },
    "switch-model": { code: "switch-model", vault: "kv", to: "rbac" },
    "enable-object": { code: "enable-object", object: "secrets/a" },
    "move-date": { code: "move-date", object: "keys/a", property: "expires" },
    "turn-on-switch": { code: "turn-on-switch", vault: "kv", switch: "enabledForDeployment" },
    "remove-rule": { code: "remove-rule", rule: "203.0.113.0/24", vault: "kv" },
    "remove-policy": { code: "remove-policy", vault: "kv-shop", principal: "11111111-1111-4111-8111-111111111111" },
    "remove-resource": { code: "remove-resource", name: "pep", type: "azure-native:network:PrivateEndpoint" },
    "remove-permission": { code: "remove-permission", vault: "kv", permission: "get", principal: "p1" },
};

/** Facts that a sentence need not repeat: codes, what the gate or the question says already, switches in words of their own. */
const silent = new Set([
    "code",
    "principal",
    "endpoints",
    "by",
    "source",
    "acls",
    "missing",
    "what",
    "setting",
    "model",
    "path",
    "level",
    "assignment",
    "grants",
    "vault",
    "rule",
    "scenario",
    "to",
    "type",
]);

function factsIn(reason: object): readonly string[] {
    return Object.entries(reason).flatMap(([key, value]: [string, unknown]) => {
        if (silent.has(key)) return [];
        if (typeof value === "string") return [value];
        if (Array.isArray(value))
            return value.filter((item) => typeof item === "string" && !item.startsWith("urn:")) as string[];
        return typeof value === "object" && value !== null && "name" in value ? [String(value.name)] : [];
    });
}

type Row = readonly [code: string, reason: object, text: string];

describe.each<readonly [string, readonly Row[]]>([
    ["reasons", Object.values(reasons).map((reason) => [reason.code, reason, becauseSentence(reason, names)])],
    ["near misses", Object.values(misses).map((miss) => [miss.code, miss, sentence(nearMissSentences, miss, names)])],
    ["maybes", Object.values(maybes).map((each) => [each.code, each, sentence(maybeSentences, each, names)])],
    [
        "changes",
        Object.values(changes).map((change) => [change.code, change, sentence(changeSentences, change, names)]),
    ],
    [
        "assumptions",
        Object.values(assumptions).map((assumption) => [
            assumption.code,
            assumption,
            sentence(assumptionSentences, assumption, names),
        ]),
    ],
])("%s", (_, rows) => {
    it.each<Row>(rows)("%s becomes a sentence", (_code, _reason, text) => {
        expect(text).toMatch(/^\S.*[.:]$/);
        expect(text).not.toMatch(/undefined|null|\[object|NaN|urn:/);
    });

    it.each<Row>(rows)("%s says its facts", (code, reason, text) => {
        if (code === "control-plane") return;
        for (const fact of factsIn(reason)) expect(text).toContain(fact);
    });
});

describe("details", () => {
    it("say each possibility that is left open", () => {
        expect(becauseDetails(reasons["several-answers"], names)).toEqual([
            "The vault has no approved private endpoint, so the name resolves to a public address everywhere.",
        ]);
    });
    it("say what might grant before what nearly does", () => {
        const reason: Because = {
            code: "authorization-unknown",
            action: "a",
            maybes: [maybes["principal-unknown"]],
            nearMisses: [misses["role-inactive"]],
        };
        expect(becauseDetails(reason, names)).toEqual([
            "Whom thing u1 is for is known only after deployment.",
            "Reader (thing u1) is ignored: the vault uses access policies.",
        ]);
    });
});

describe("words that turn on a fact", () => {
    it("a rule for the caller's subnet without a service endpoint is named", () => {
        expect(becauseSentence(reasons["no-rule-matches"], names)).toContain(
            "without a service endpoint its requests come from a public address",
        );
    });
    it("a trusted service that the vault does not let pass is told from one that is not trusted at all", () => {
        const trusted = becauseSentence(reasons["public-access-disabled"], names);
        const service = { name: "Azure Bastion", listed: false, bypass: true };
        const never = becauseSentence(
            {
                code: "no-rule-matches",
                source: "azure-service",
                addressRules: 0,
                subnetRules: 0,
                subnetRuleWithoutEndpoint: false,
                service,
            },
            names,
        );
        expect(trusted).toContain("is a trusted service, but the vault does not let those pass");
        expect(never).toContain("Azure Bastion is not on Azure's list of trusted services");
    });
    it("dates are in UTC, without a time where it is midnight", () => {
        expect(becauseSentence(reasons.expired, names)).toBe("keys/a expired on 2026-01-02.");
        expect(becauseSentence(reasons["within-dates"], names)).toContain("from 2026-01-02T03:04:05Z");
    });
});
