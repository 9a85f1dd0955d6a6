import type { Assumption } from "../../analysis/assumption.ts";
import { listed } from "../words.ts";
import type { Sentences } from "./sentences.ts";

export const assumptionSentences: Sentences<Assumption> = {
    "no-other-assignments": ({ scope }, names) =>
        `No role at or above ${names.scope(scope)} is assigned but those in the plan.`,
    "no-other-policies": ({ vault }) => `${vault} has no access policies but those in the plan.`,
    "no-other-groups": () => "The caller is in no group but those named.",
    "others-grant-nothing": ({ vault, urns }, names) =>
        `${listed(urns.map((urn) => names.urn(urn)))}, whose kind is not read, ${urns.length === 1 ? "grants" : "grant"} nothing on ${vault}.`,
    "same-tenant": () => "The caller's token comes from the vault's tenant.",
    "no-deny-assignments": () => "No deny assignment outside the plan forbids it.",
    "object-exists": ({ object }) => `${object} exists, is enabled and has no dates: the plan does not show it.`,
    "object-deleted": ({ object }) => `${object} is deleted: the operation presupposes it.`,
    "object-absent": ({ object }) => `${object} does not exist: the operation presupposes it.`,
    "new-identity-is-another": ({ urn }, names) =>
        `The principal asked about is not the identity that ${names.urn(urn)} will get.`,
    "local-dns-forwards": ({ resolver }, names) =>
        `Local name servers forward the vault's name to ${names.urn(resolver)}.`,
    "no-other-gateway": ({ vault }) =>
        `Nothing outside the plan joins the local network to the private endpoints of ${vault}.`,
    "no-other-perimeter": ({ vault }) => `${vault} is in no network security perimeter that the plan does not show.`,
    "reference-read-from-dependency": ({ urn, path, from }, names) =>
        from === undefined
            ? `${names.urn(urn)} ${path}, not known yet, is the one thing that it is known to come from.`
            : `${names.urn(urn)} ${path}, not known yet, is that of ${names.urn(from)}, from which alone it comes.`,
    "in-subscription": ({ urn, subscription }, names) =>
        `${names.urn(urn)} is in subscription ${subscription}, which an id that names it has.`,
    "environment-attested": () =>
        "The environment that asks for the key's release proves itself to the policy of the key.",
    "recovered-as-written": ({ vault }) =>
        `${vault}, which is recovered, has the properties that the plan writes, not those from before its deletion.`,
};
