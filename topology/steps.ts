import { Exposure, TrustedServices } from "./vault.ts";

/** How a vault is exposed at a step of a document; `allowedSubnets` by name. */
export interface SteppedExposure {
    readonly exposure: Exposure;
    readonly trustedServices?: TrustedServices;
    readonly allowedSubnets?: string[];
}

/** The steps of "Azure Bastion Key Vault integration behind the scene". */
export const bastionSteps: Record<"open" | "restricted" | "browser", SteppedExposure> = {
    /** Every network may call the vault; the connection works. */
    open: { exposure: Exposure.Open },
    /** Bastion's and the machine's subnets and trusted services; the person's browser is refused. */
    restricted: {
        exposure: Exposure.Firewall,
        trustedServices: TrustedServices.Allow,
        allowedSubnets: ["AzureBastionSubnet", "VMSubnet"],
    },
    /** The same and the browser's address; the connection works again. */
    browser: {
        exposure: Exposure.Firewall,
        trustedServices: TrustedServices.Allow,
        allowedSubnets: ["AzureBastionSubnet", "VMSubnet"],
    },
};

/** The steps of "Azure Key Vault with Azure Service Endpoints and Private Link". */
export type EndpointStep = "all-networks" | "service-endpoint" | "addresses" | "private-link" | "private-only";

export const endpointSteps: Record<EndpointStep, SteppedExposure> = {
    /** Every network may call the vault. */
    "all-networks": { exposure: Exposure.Open },
    /** The subnet with the service endpoint alone. */
    "service-endpoint": {
        exposure: Exposure.Firewall,
        trustedServices: TrustedServices.Refuse,
        allowedSubnets: ["serviceEndpoint"],
    },
    /** And the addresses of the outside client, the author and the machines without an endpoint. */
    addresses: {
        exposure: Exposure.Firewall,
        trustedServices: TrustedServices.Refuse,
        allowedSubnets: ["serviceEndpoint"],
    },
    /** A private endpoint beside an open public one: it gives a private way in and closes nothing. */
    "private-link": { exposure: Exposure.Open },
    /** The private endpoint alone. */
    "private-only": { exposure: Exposure.Private, trustedServices: TrustedServices.Refuse },
};
