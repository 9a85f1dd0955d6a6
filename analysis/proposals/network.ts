import { vaultServiceEndpoint } from "../../azure/paths.ts";
import { gateOf, type Answer } from "../answer.ts";
import { change, type Change, type Edit } from "../changes.ts";
import { placeOf } from "../gates/places.ts";
import type { Model } from "../model/model.ts";
import { ofSubnet, type Subnet } from "../model/networks.ts";
import type { Vault } from "../model/vaults.ts";
import type { Question } from "../question.ts";
import { callersSubnet } from "./callers-subnet.ts";
import { perimeterOpenings } from "./perimeter.ts";
import { privateLinkOpenings } from "./private-link.ts";
import { publicAddresses } from "./public-addresses.ts";

export const acls = "/inputs/properties/networkAcls";

/** Changes of a vault's network rules, of its perimeter or of the caller's subnet that might let a request in. */
export function networkOpenings(model: Model, vault: Vault, question: Question, answer: Answer): readonly Change[] {
    const { because } = gateOf(answer.gates, "network");
    const place = placeOf(question.origin);
    const subnet = callersSubnet(model, question);
    const { urn, name, publicAccess } = vault;
    const shut = because.code === "public-access-disabled" || publicAccess.value === "perimeter";
    const enabled = shut
        ? [
              change(
                  { code: "enable-public-access", vault: name },
                  { edit: "set", urn, path: "/inputs/properties/publicNetworkAccess", value: "Enabled" },
              ),
          ]
        : [];
    if (place.kind === "service") {
        return [...enabled, letTrustedServicesPass(vault)];
    }
    const perimeter = because.code === "perimeter-refuses" ? perimeterOpenings(model, vault, question, answer) : [];
    const narrow = [
        ...addressOpenings(vault, answer),
        ...(subnet === undefined ? [] : subnetOpenings(model, vault, subnet)),
    ];
    const refused = because.code === "no-rule-matches" || shut;
    return [...enabled, ...perimeter, ...narrow, ...(refused && narrow.length === 0 ? allowByDefault(vault) : [])];
}

export function letTrustedServicesPass({ urn, name }: Vault): Change {
    return change(
        { code: "let-trusted-services-pass", vault: name },
        { edit: "set", urn, path: `${acls}/bypass`, value: "AzureServices" },
    );
}

/** A rule for the public addresses that the vault sees, where the plan tells all of them. */
function addressOpenings({ urn, name }: Vault, answer: Answer): readonly Change[] {
    const addresses = publicAddresses(answer);
    if (addresses.length === 0) return [];
    const edits = addresses.map((value): Edit => ({ edit: "append", urn, path: `${acls}/ipRules`, value: { value } }));
    return [change({ code: "add-address-rule", vault: name, address: addresses.join(", ") }, ...edits)];
}

/** Where nothing less is of use: what the firewall of a vault has against those that no rule names. */
export function allowByDefault({ urn, name, acls: { kind, defaultAction } }: Vault): readonly Change[] {
    if (kind !== "present" || defaultAction.value !== "Deny") return [];
    const edit = { edit: "set", urn, path: `${acls}/defaultAction`, value: "Allow" } as const;
    return [change({ code: "allow-by-default", vault: name }, edit)];
}

function subnetOpenings(model: Model, vault: Vault, subnet: Subnet): readonly Change[] {
    const found: Change[] = [];
    const endpointsAt = ofSubnet(subnet, "serviceEndpoints");
    if (subnet.id !== undefined && vault.publicAccess.value === "enabled" && subnet.vaultEndpoint.value === true) {
        found.push(
            change(
                { code: "add-subnet-rule", vault: vault.name, subnet: subnet.name },
                { edit: "append", urn: vault.urn, path: `${acls}/virtualNetworkRules`, value: { id: subnet.id } },
            ),
        );
    }
    if (subnet.vaultEndpoint.value === false && endpointsAt !== undefined) {
        found.push(
            change(
                { code: "add-service-endpoint", subnet: subnet.name },
                {
                    edit: "append",
                    urn: endpointsAt.resource.urn,
                    path: endpointsAt.path,
                    value: { service: vaultServiceEndpoint.value },
                },
            ),
        );
    }
    return [...found, ...privateLinkOpenings(model, vault, subnet)];
}
