import { planTiers, type PlanTier } from "../azure/web.ts";
import { InputError } from "../input/error.ts";

/** @throws InputError for a SKU that no plan has, or one whose apps cannot stand in a network where one is given */
export function checkPlan(sku: string, integrated: boolean, what: string): void {
    const tiers = Object.values<PlanTier>(planTiers).filter((tier) => tier.functionsOnly !== true);
    const tier = tiers.find(({ skus }) => skus.includes(sku));
    if (tier === undefined) {
        throw new InputError({
            what,
            got: sku,
            expected: `one of ${tiers.flatMap(({ skus }) => skus).join(", ")}`,
            fix: "choose one of these",
        });
    }
    if (!integrated || tier.integration !== undefined) return;
    throw new InputError({
        what,
        got: sku,
        expected: "Basic or larger: apps of smaller plans cannot call through a virtual network",
        fix: 'choose "B1"',
    });
}
