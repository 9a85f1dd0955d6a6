import * as pulumi from "@pulumi/pulumi";
import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import { armId } from "../azure/resource-types.ts";
import { InputError } from "../input/error.ts";
import { existingResource } from "../topology/existing.ts";
import { checkedName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { checkWord } from "../topology/vault.ts";
import { after, childOf } from "./support.ts";

/** What a linked network answers when the private zone has no record of a name. */
export const Resolution = {
    /** The name does not exist. */
    Default: "Default",
    /** The public answer. */
    NxDomainRedirect: "NxDomainRedirect",
} as const;
export type Resolution = (typeof Resolution)[keyof typeof Resolution];

/** A zone and the networks that it answers in. */
export interface PrivateDnsArgs {
    placement: Placement;
    /** The zone's name, as `privatelink.vaultcore.azure.net`; see {@link privateZoneOf}. */
    zoneName: string;
    /**
     * Link networks to this zone instead of making one. For a zone in another subscription give the component a provider
     * of that subscription.
     */
    existingZoneId?: string;
    /** Networks whose machines resolve names in the zone, by link name. Peering alone does not resolve. */
    links: Record<string, pulumi.Input<string>>;
    /** What linked networks answer for names without a record. @default "Default" */
    resolution?: Resolution;
}

/** A private DNS zone, own or existing, linked to networks. */
export class PrivateDns extends pulumi.ComponentResource {
    /** Known before deployment; whoever uses it waits for the zone, not for the links. */
    readonly zoneId: pulumi.Output<string>;

    /** @throws InputError for an id that is no zone's, or another zone's; nothing is registered then */
    constructor(name: string, args: PrivateDnsArgs, opts?: pulumi.ComponentResourceOptions) {
        const home = checkZone(args);
        super("keyvault-blueprint:index:PrivateDns", name, {}, opts);
        const child = childOf(this, opts);
        const tags = args.placement.tags ?? {};

        const made =
            args.existingZoneId === undefined
                ? [
                      new PrivateZone(
                          `${name}-zone`,
                          {
                              privateZoneName: args.zoneName,
                              resourceGroupName: home.resourceGroupName,
                              location: "Global",
                              tags,
                          },
                          child,
                      ),
                  ]
                : [];
        for (const [linkName, virtualNetworkId] of Object.entries(args.links)) {
            new VirtualNetworkLink(
                `${name}-link-${linkName}`,
                {
                    virtualNetworkLinkName: linkName,
                    privateZoneName: after(made, args.zoneName),
                    resourceGroupName: home.resourceGroupName,
                    location: "Global",
                    tags,
                    registrationEnabled: false,
                    resolutionPolicy: args.resolution ?? Resolution.Default,
                    virtualNetwork: { id: virtualNetworkId },
                },
                child,
            );
        }
        this.zoneId = after(made, home.id);
        this.registerOutputs({ zoneId: this.zoneId });
    }
}

interface ZoneHome {
    readonly id: string;
    readonly resourceGroupName: string;
}

function checkZone(args: PrivateDnsArgs): ZoneHome {
    const placement = checkedPlacement(args.placement);
    checkedName("privatedns:PrivateZone", args.zoneName, "privateDns.zoneName");
    checkLinks(args.links, args.resolution, { links: "privateDns.links", resolution: "privateDns.resolution" });
    if (args.existingZoneId === undefined) {
        const { subscriptionId, resourceGroupName } = placement;
        return {
            id: armId("privatedns:PrivateZone", { subscriptionId, resourceGroupName }, [args.zoneName]),
            resourceGroupName,
        };
    }
    return existingZone(args.existingZoneId, args.zoneName, "privateDns.existingZoneId");
}

/**
 * Refuses names of links and a resolution that Azure would refuse.
 * @param what the settings to name
 * @throws InputError
 */
export function checkLinks(
    links: Readonly<Record<string, unknown>>,
    resolution: string | undefined,
    what: { readonly links: string; readonly resolution: string },
): void {
    for (const linkName of Object.keys(links))
        checkedName("privatedns:VirtualNetworkLink", linkName, `${what.links}.${linkName}`);
    checkWord(Resolution, resolution ?? Resolution.Default, what.resolution);
}

/**
 * Where an existing zone is.
 * @throws InputError when the id is no private zone's or the zone has another name than the service needs
 */
export function existingZone(
    id: string,
    zoneName: string,
    what: string,
): ZoneHome & { readonly subscriptionId: string } {
    const { names, subscriptionId, resourceGroupName } = existingResource("privatedns:PrivateZone", id, what);
    if (names[0]?.toLowerCase() === zoneName.toLowerCase()) return { id, resourceGroupName, subscriptionId };
    throw new InputError({
        what,
        got: id,
        expected: `/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/privateDnsZones/${zoneName}`,
        fix: `az network private-dns zone list --query "[?name=='${zoneName}'].id"`,
    });
}
