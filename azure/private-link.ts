/**
 * Group ids of the private endpoints that the blueprint makes; each is also the key of its zone in `clouds`.
 * Source: learn.microsoft.com/azure/private-link/private-endpoint-dns (column "subresource"), confirmed.
 */
export const privateLinkGroups = { vault: "vault", blob: "blob", sqlServer: "sqlServer", sites: "sites" } as const;
