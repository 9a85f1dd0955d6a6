import { formatAddress } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { Endpoint } from "../model/endpoints.ts";
import type { Model } from "../model/model.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { DnsReason } from "../reason.ts";

/** One answer that a resolver may give. */
export interface NameAnswer {
    readonly address: "public" | "private" | "none";
    /** The endpoint that the private address is of. */
    readonly endpoint?: Endpoint;
    readonly ip?: string;
    readonly reason: DnsReason;
    readonly at: readonly Evidence[];
}

export function publicly(model: Model, vault: Vault, alias: boolean | Unsure): NameAnswer {
    const endpoints = (model.endpoints.get(vault.urn) ?? []).filter(({ state }) => state === "approved").length;
    return {
        address: "public",
        reason: alias === false ? { code: "no-endpoint" } : { code: "public-resolver", endpoints },
        at: [],
    };
}

/** Without an alias no resolver has a reason to answer otherwise than the public ones. */
export function anything(
    model: Model,
    vault: Vault,
    alias: boolean | Unsure,
    reason: DnsReason,
    at: readonly Evidence[],
): readonly NameAnswer[] {
    if (alias === false) return [publicly(model, vault, alias)];
    return [
        { address: "public", reason, at },
        { address: "none", reason, at },
        ...endpointAnswers(model, vault, reason, at),
    ];
}

export function endpointAnswers(
    model: Model,
    vault: Vault,
    reason: DnsReason,
    at: readonly Evidence[],
): readonly NameAnswer[] {
    const usable = (model.endpoints.get(vault.urn) ?? []).filter(
        ({ state }) => state === "approved" || state === unsure,
    );
    return usable.map((endpoint) => ({ address: "private", endpoint, ...ipOf(endpoint), reason, at }));
}

export function ipOf({ addresses }: Endpoint): { readonly ip?: string } {
    return addresses === unsure || addresses.length !== 1 ? {} : { ip: formatAddress(addresses[0]!.first) };
}

export function networkName(model: Model, key: string): string {
    return model.networks.networks.get(key)?.name ?? key.split("/").at(-1) ?? key;
}

/** Answers that lead to the same place are one. */
export function distinct(answers: readonly NameAnswer[]): readonly NameAnswer[] {
    const seen = new Set<string>();
    return answers.filter(({ address, endpoint, ip }) => {
        const key = `${address} ${endpoint?.key ?? ""} ${endpoint === undefined ? (ip ?? "") : ""}`;
        return !seen.has(key) && seen.add(key);
    });
}
