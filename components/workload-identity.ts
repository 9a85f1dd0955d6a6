import * as pulumi from "@pulumi/pulumi";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { checkedName, resourceId, resourceName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { after, childOf } from "./support.ts";

/** Where the identity is made, and its name. */
export interface WorkloadIdentityArgs {
    placement: Placement;
    /** @default `id-<component's name>` */
    identityName?: string;
}

/**
 * A user-assigned managed identity: it exists, and can be granted what it needs, before the resource that uses it.
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
    /** Resource id, known before deployment. */
    readonly identityId: pulumi.Output<string>;
    readonly identityName: pulumi.Output<string>;
    /** Object id, known after deployment: what roles are assigned to. */
    readonly principalId: pulumi.Output<string>;
    /** Application id, known after deployment: how code and SQL name it. */
    readonly clientId: pulumi.Output<string>;

    /** @throws InputError for a name that Azure refuses; nothing is registered then */
    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        const identityName = checkWorkloadIdentity(name, args);
        super("keyvault-blueprint:index:WorkloadIdentity", name, {}, opts);
        const { resourceGroupName, location, tags } = args.placement;
        const identity = new UserAssignedIdentity(
            `${name}-identity`,
            { resourceName: identityName, resourceGroupName, location, tags: tags ?? {} },
            childOf(this, opts),
        );
        this.identityId = after(
            [identity],
            resourceId(args.placement, "managedidentity:UserAssignedIdentity", identityName),
        );
        this.identityName = after([identity], identityName);
        this.principalId = identity.principalId;
        this.clientId = identity.clientId;
        this.registerOutputs({
            identityId: this.identityId,
            identityName: this.identityName,
            principalId: this.principalId,
            clientId: this.clientId,
        });
    }
}

function checkWorkloadIdentity(name: string, args: WorkloadIdentityArgs): string {
    checkedPlacement(args.placement);
    return args.identityName === undefined
        ? resourceName("managedidentity:UserAssignedIdentity", name)
        : checkedName("managedidentity:UserAssignedIdentity", args.identityName, "workloadIdentity.identityName");
}
