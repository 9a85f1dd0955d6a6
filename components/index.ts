/**
 * What the package offers to a Pulumi program: the components with their arguments and words. What checks arguments
 * and what components share stays inside.
 */
export { Alerts, type AlertsArgs } from "./alerts.ts";
export { AppPackages, PackageExposure, type AppPackagesArgs } from "./app-packages.ts";
export { BastionAccess, type BastionAccessArgs } from "./bastion-access.ts";
export { BastionHost, type BastionHostArgs } from "./bastion-host.ts";
export { EncryptedStorage, type DataUserArgs, type EncryptedStorageArgs } from "./encrypted-storage.ts";
export { FunctionApp, type FunctionAppArgs } from "./function-app.ts";
export { Monitoring, type ArchiveArgs, type MonitoringArgs } from "./monitoring.ts";
export { NetworkPeering, type NetworkPeeringArgs } from "./network-peering.ts";
export {
    Network,
    type NatGatewayArgs,
    type NetworkArgs,
    type PeeringArgs,
    type SecurityRuleArgs,
    type SubnetArgs,
} from "./network.ts";
export { PrivateDns, Resolution, type PrivateDnsArgs } from "./private-dns.ts";
export { Approval, PrivateLink, privateZoneOf, ZoneOwner, type PrivateLinkArgs } from "./private-link.ts";
export { assignRole, builtInRoleId, type RoleAssignmentArgs } from "./role-assignment.ts";
export { RoleSets, type PersonaMember, type PersonasArgs, type PrincipalArgs, type RoleSetsArgs } from "./role-sets.ts";
export { ScaleSet, type ScaleSetArgs } from "./scale-set.ts";
export { SecretRotation, type SecretRotationArgs } from "./secret-rotation.ts";
export { SqlAudit, type SqlAuditArgs } from "./sql-audit.ts";
export { SqlDatabase, type EntraAdministratorArgs, type SqlDatabaseArgs } from "./sql-database.ts";
export { VaultManagers, type VaultManagerArgs, type VaultManagersArgs } from "./vault-managers.ts";
export type { KeyArgs, KeyRotationArgs, SecretArgs } from "./vault-objects.ts";
export { EnabledFor, Vault, VaultSku, type VaultArgs } from "./vault.ts";
export {
    VirtualMachine,
    type CertificateArgs,
    type PasswordSecretArgs,
    type VirtualMachineArgs,
} from "./virtual-machine.ts";
export { WebApplication, type SiteIdentity, type WebApplicationArgs } from "./web-application.ts";
export { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity.ts";

export type { BastionFeature } from "../azure/bastion.ts";
export type { BuiltInRoleName } from "../azure/roles.ts";
export { InputError, type Refusal } from "../input/error.ts";
export type { Validity } from "../topology/dates.ts";
export { Login } from "../topology/machine.ts";
export type { Eligibility } from "../topology/members.ts";
export type { Placement } from "../topology/placement.ts";
export { PrincipalType, type Principal, type Principals } from "../topology/principals.ts";
export { DeveloperRights } from "../topology/role-sets.ts";
export { DatabaseEdition, SqlAuthentication, SqlExposure } from "../topology/sql.ts";
export { Outbound, PrivateEndpointPolicies } from "../topology/subnets.ts";
export { AccessModel, Exposure, TrustedServices } from "../topology/vault.ts";
