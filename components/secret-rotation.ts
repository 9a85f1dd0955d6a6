import * as pulumi from "@pulumi/pulumi";
import { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { SystemTopic } from "@pulumi/azure-native/eventgrid/systemTopic.js";
import { SystemTopicEventSubscription } from "@pulumi/azure-native/eventgrid/systemTopicEventSubscription.js";
import { deliveryRetry, functionDestination, vaultTopic } from "../azure/events.ts";
import { derivedGuid } from "../input/guid.ts";
import { checkedName, resourceName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { AccessModel, checkWord } from "../topology/vault.ts";
import { AccessPolicy } from "./keyvault-api.ts";
import { assignRole } from "./role-assignment.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** The secret, and the function that rotates it. */
export interface SecretRotationArgs {
    /** The vault's region: its system topic stands there. */
    placement: Placement;
    vaultId: pulumi.Input<string>;
    vaultName: pulumi.Input<string>;
    /** The vault's access model. */
    accessModel: AccessModel;
    /** The secret that is rotated. It needs an expiry date: no date, no event. */
    secretName: string;
    /** The function app, deployed with its code: Event Grid refuses a function that is not there. */
    functionAppId: pulumi.Input<string>;
    /** The function that takes the event. */
    functionName: string;
    /** Object id of the function's identity. */
    principalId: pulumi.Input<string>;
    /** Resource id of the function's identity. */
    identityId: pulumi.Input<string>;
}

/** A secret that is near its expiry wakes a function, which may read and write that secret and nothing else. */
export class SecretRotation extends pulumi.ComponentResource {
    /** @throws InputError for names that Azure refuses; nothing is registered then */
    constructor(name: string, args: SecretRotationArgs, opts?: pulumi.ComponentResourceOptions) {
        checkSecretRotation(args);
        super("keyvault-blueprint:index:SecretRotation", name, {}, opts);
        const child = childOf(this, opts);
        const { placement } = args;

        const grant =
            args.accessModel === AccessModel.Rbac ? grantByRole(name, args, child) : grantByPolicy(name, args, child);
        const systemTopicName = resourceName("eventgrid:SystemTopic", name);
        const topic = new SystemTopic(
            `${name}-topic`,
            {
                systemTopicName,
                resourceGroupName: placement.resourceGroupName,
                location: placement.location,
                tags: placement.tags ?? {},
                source: args.vaultId,
                topicType: vaultTopic.topicType,
            },
            child,
        );
        new SystemTopicEventSubscription(
            `${name}-subscription`,
            {
                eventSubscriptionName: `${name}-near-expiry`,
                systemTopicName: after([topic, grant], systemTopicName),
                resourceGroupName: placement.resourceGroupName,
                eventDeliverySchema: "EventGridSchema",
                destination: {
                    endpointType: functionDestination.endpointType,
                    resourceId: pulumi.interpolate`${args.functionAppId}${functionDestination.path}${args.functionName}`,
                    maxEventsPerBatch: 1,
                    preferredBatchSizeInKilobytes: 64,
                },
                filter: {
                    includedEventTypes: ["Microsoft.KeyVault.SecretNearExpiry"],
                    // The subject is the object's name. Names that begin and end alike pass too; the function looks at the whole.
                    subjectBeginsWith: args.secretName,
                    subjectEndsWith: args.secretName,
                    isSubjectCaseSensitive: false,
                },
                retryPolicy: deliveryRetry.value,
            },
            child,
        );
        this.registerOutputs({});
    }
}

export function checkSecretRotation(args: Pick<SecretRotationArgs, "placement" | "accessModel" | "secretName">): void {
    checkedPlacement(args.placement);
    checkWord(AccessModel, args.accessModel, "secretRotation.accessModel");
    checkedName("keyvault:Secret", args.secretName, "secretRotation.secretName");
}

/** Read and write of one secret. Key Vault Secrets Officer, the built-in role nearest to it, would also delete and purge. */
function grantByRole(name: string, args: SecretRotationArgs, child: ChildOptions): pulumi.Resource {
    const { subscriptionId, resourceGroupName } = args.placement;
    const resourceGroupId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
    const guid = derivedGuid("roleDefinition", "rotate", resourceGroupId, pulumi.getStack(), name);
    const role = new RoleDefinition(
        `${name}-rotator-role`,
        {
            roleDefinitionId: guid,
            roleName: `Key Vault Secret Rotator (${resourceGroupName}, ${pulumi.getStack()})`,
            roleType: "CustomRole",
            description: "Read a secret and write its next version.",
            scope: resourceGroupId,
            assignableScopes: [resourceGroupId],
            permissions: [
                {
                    actions: [],
                    notActions: [],
                    dataActions: [
                        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                        "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                        "Microsoft.KeyVault/vaults/secrets/setSecret/action",
                    ],
                    notDataActions: [],
                },
            ],
        },
        child,
    );
    return assignRole(
        `${name}-rotator`,
        {
            scope: pulumi.interpolate`${args.vaultId}/secrets/${args.secretName}`,
            roleDefinitionId: after(
                [role],
                `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
            ),
            principalId: args.principalId,
            principalType: "ServicePrincipal",
            identityId: args.identityId,
        },
        child,
    );
}

/** Access policies know no single secret. */
function grantByPolicy(name: string, args: SecretRotationArgs, child: ChildOptions): pulumi.Resource {
    const { tenantId, resourceGroupName } = args.placement;
    const permissions = { keys: [], secrets: ["get", "list", "set"], certificates: [] };
    return new AccessPolicy(
        `${name}-rotator`,
        { vaultName: args.vaultName, resourceGroupName, policy: { tenantId, objectId: args.principalId, permissions } },
        child,
    );
}
