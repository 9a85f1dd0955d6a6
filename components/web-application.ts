import * as pulumi from "@pulumi/pulumi";
import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import { nodeRuntimes } from "../azure/web.ts";
import { checkPlan } from "../topology/app-service.ts";
import { checkedName, resourceId, resourceName, uniqueName } from "../topology/names.ts";
import { checkedPlacement, cloudOf, type Placement } from "../topology/placement.ts";
import { makeSite, makeSiteSettings, packageSettings, type SiteIdentity } from "./app-site.ts";
import { assignRole, builtInRoleId } from "./role-assignment.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

export type { SiteIdentity } from "./app-site.ts";

/** A web app's package, what it may read, and how it is reached. */
export interface WebApplicationArgs {
    placement: Placement;
    /** Address of the zip package in blob storage; see AppPackages. */
    packageUrl: pulumi.Input<string>;
    /** The storage account of the package: the app's identity becomes Storage Blob Data Reader there. */
    packageStorageAccountId: pulumi.Input<string>;
    /** What the app reads from a vault: the identity becomes Key Vault Secrets User there, a vault's or a secret's id. */
    secretScope?: pulumi.Input<string>;
    /** Application settings. Secrets do not belong here: name a vault and let the app read it. @default none */
    appSettings?: Record<string, pulumi.Input<string>>;
    /** @default the app's own, system-assigned identity */
    identity?: SiteIdentity;
    /** Subnet delegated to Microsoft.Web/serverFarms through which the app calls. @default its public outbound addresses */
    subnetId?: pulumi.Input<string>;
    /** SKU of the plan, Basic or larger, as `B1` or `P0v3`. @default "B1" */
    sku?: string;
    /** Use this Linux plan instead of a new one. */
    existingPlanId?: pulumi.Input<string>;
    /** Unique in the cloud. @default `app-<component's name>-<short hash>` */
    siteName?: string;
}

/** A Linux web app on Node that runs from a package and calls with a managed identity. */
export class WebApplication extends pulumi.ComponentResource {
    readonly siteId: pulumi.Output<string>;
    readonly siteName: pulumi.Output<string>;
    readonly url: pulumi.Output<string>;
    readonly planId: pulumi.Output<string>;
    /** Object id of the app's identity; known after deployment. */
    readonly principalId: pulumi.Output<string>;

    /** @throws InputError for names and plans that Azure refuses; nothing is registered then */
    constructor(name: string, args: WebApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
        const siteName = checkWebApplication(name, args);
        super("keyvault-blueprint:index:WebApplication", name, {}, opts);
        const child = childOf(this, opts);
        const { placement, identity } = args;

        this.planId =
            args.existingPlanId === undefined ? makePlan(name, args, child) : pulumi.output(args.existingPlanId);
        const site = makeSite(
            `${name}-app`,
            {
                placement,
                siteName,
                kind: "app,linux",
                planId: this.planId,
                identity,
                subnetId: args.subnetId,
                linuxFxVersion: nodeRuntimes.node24.linuxFxVersion,
                siteConfig: { alwaysOn: true, appCommandLine: "node main.js" },
            },
            child,
        );
        this.siteId = after([site], resourceId(placement, "web:WebApp", siteName));
        this.siteName = after([site], siteName);
        this.url = after([site], `https://${siteName}.${cloudOf(placement.cloud).webSuffix}`);
        this.principalId =
            identity === undefined
                ? site.identity.apply((value) => value?.principalId ?? "")
                : pulumi.output(identity.principalId);

        const grants = makeGrants(name, args, this.principalId, identity?.identityId ?? this.siteId, child);
        const settings = { ...packageSettings(args.packageUrl, identity), ...args.appSettings };
        makeSiteSettings(`${name}-app-settings`, site, siteName, placement, settings, grants, child);
        this.registerOutputs({
            siteId: this.siteId,
            siteName: this.siteName,
            url: this.url,
            planId: this.planId,
            principalId: this.principalId,
        });
    }
}

export function checkWebApplication(name: string, args: WebApplicationArgs): string {
    const placement = checkedPlacement(args.placement);
    if (args.existingPlanId === undefined)
        checkPlan(args.sku ?? defaultSku, args.subnetId !== undefined, "webApplication.sku");
    return args.siteName === undefined
        ? uniqueName("web:WebApp", { placement, stack: pulumi.getStack(), name })
        : checkedName("web:WebApp", args.siteName, "webApplication.siteName");
}

const defaultSku = "B1";

function makePlan(
    name: string,
    { placement, sku = defaultSku }: WebApplicationArgs,
    child: ChildOptions,
): pulumi.Output<string> {
    const planName = resourceName("web:AppServicePlan", name);
    const plan = new AppServicePlan(
        `${name}-plan`,
        {
            name: planName,
            kind: "linux",
            reserved: true,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            sku: { name: sku, capacity: 1 },
        },
        child,
    );
    return after([plan], resourceId(placement, "web:AppServicePlan", planName));
}

function makeGrants(
    name: string,
    args: WebApplicationArgs,
    principalId: pulumi.Input<string>,
    identityId: pulumi.Input<string>,
    child: ChildOptions,
): pulumi.Resource[] {
    const { subscriptionId } = args.placement;
    const common = { principalId, principalType: "ServicePrincipal", identityId };
    const reader = builtInRoleId(subscriptionId, "Storage Blob Data Reader");
    const user = builtInRoleId(subscriptionId, "Key Vault Secrets User");
    return [
        assignRole(
            `${name}-app-package`,
            { scope: args.packageStorageAccountId, roleDefinitionId: reader, ...common },
            child,
        ),
        ...(args.secretScope === undefined
            ? []
            : [
                  assignRole(
                      `${name}-app-secret`,
                      { scope: args.secretScope, roleDefinitionId: user, ...common },
                      child,
                  ),
              ]),
    ];
}
