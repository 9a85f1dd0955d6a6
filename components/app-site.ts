import type * as pulumi from "@pulumi/pulumi";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppApplicationSettings } from "@pulumi/azure-native/web/webAppApplicationSettings.js";
import { WebAppFtpAllowed } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { WebAppScmAllowed } from "@pulumi/azure-native/web/webAppScmAllowed.js";
import type { input } from "@pulumi/azure-native/types/index.js";
import type { Placement } from "../topology/placement.ts";
import { after, type ChildOptions } from "./support.ts";

/** What a web app and a function app have in common: both are sites of App Service. */

/** A user-assigned identity, as WorkloadIdentity gives it. */
export interface SiteIdentity {
    /** Resource id. */
    identityId: pulumi.Input<string>;
    /** Application id. */
    clientId: pulumi.Input<string>;
    /** Object id. */
    principalId: pulumi.Input<string>;
}

/** What a site runs, as whom, and through which subnet. */
export interface SiteSettings {
    readonly placement: Placement;
    readonly siteName: string;
    readonly kind: string;
    readonly planId: pulumi.Input<string>;
    /** @default the site's own, system-assigned identity */
    readonly identity?: SiteIdentity | undefined;
    /** The subnet, delegated to Microsoft.Web/serverFarms, through which all outbound calls leave. @default the Internet */
    readonly subnetId?: pulumi.Input<string> | undefined;
    /** As `NODE|24-lts`. */
    readonly linuxFxVersion: string;
    readonly siteConfig: input.web.SiteConfigArgs;
}

/** A site over TLS alone, without FTP and without publishing by password. */
export function makeSite(name: string, settings: SiteSettings, child: ChildOptions): WebApp {
    const { placement, identity, subnetId, siteName } = settings;
    const site = new WebApp(
        name,
        {
            name: siteName,
            kind: settings.kind,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            serverFarmId: settings.planId,
            reserved: true,
            httpsOnly: true,
            clientAffinityEnabled: false,
            publicNetworkAccess: "Enabled",
            identity:
                identity === undefined
                    ? { type: "SystemAssigned" }
                    : { type: "UserAssigned", userAssignedIdentities: [identity.identityId] },
            ...(subnetId !== undefined && {
                virtualNetworkSubnetId: subnetId,
                outboundVnetRouting: { allTraffic: true },
            }),
            siteConfig: {
                linuxFxVersion: settings.linuxFxVersion,
                minTlsVersion: "1.2",
                scmMinTlsVersion: "1.2",
                ftpsState: "Disabled",
                http20Enabled: true,
                remoteDebuggingEnabled: false,
                ...settings.siteConfig,
            },
        },
        child,
    );
    const publishing = { name: after([site], siteName), resourceGroupName: placement.resourceGroupName, allow: false };
    new WebAppFtpAllowed(`${name}-ftp`, publishing, child);
    new WebAppScmAllowed(`${name}-scm`, publishing, child);
    return site;
}

/**
 * Application settings as a resource of their own, after the grants that the code needs: writing them restarts the site,
 * which then finds its roles.
 */
export function makeSiteSettings(
    name: string,
    site: WebApp,
    siteName: string,
    placement: Placement,
    properties: Record<string, pulumi.Input<string>>,
    grants: readonly pulumi.Resource[],
    child: ChildOptions,
): WebAppApplicationSettings {
    const { resourceGroupName } = placement;
    return new WebAppApplicationSettings(
        name,
        { name: after([site, ...grants], siteName), resourceGroupName, properties },
        child,
    );
}

/** Settings with which a site runs from a package in storage and signs in with its identity alone. */
export function packageSettings(
    packageUrl: pulumi.Input<string>,
    identity: SiteIdentity | undefined,
): Record<string, pulumi.Input<string>> {
    return {
        WEBSITE_RUN_FROM_PACKAGE: packageUrl,
        AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
        ...(identity !== undefined && {
            WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.identityId,
            AZURE_CLIENT_ID: identity.clientId,
        }),
    };
}
