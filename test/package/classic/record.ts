import { modelOf, readPlan } from "keyvault-blueprint/access";
import { ask, recordStack, resourceOf } from "keyvault-blueprint/testing";

async function main(): Promise<void> {
    const { plan } = await recordStack({ folder: process.cwd(), stack: "dev" });
    const asked = { as: "anonymous", do: "secrets/get", on: "classic-vault/secrets/token" };
    const { verdict, code } = ask(plan, { from: "internet", ...asked });
    const read = readPlan(JSON.stringify(plan), { name: "plan" });
    console.log(
        JSON.stringify({
            types: plan.deployment.resources.map(({ type }) => type).sort(),
            vault: resourceOf(plan, "keyvault:Vault").id,
            secret: resourceOf(plan, "keyvault:Secret").inputs,
            internet: { verdict, code },
            vaults: [...modelOf(read.plan).vaults.values()].map(({ name }) => name),
        }),
    );
}

void main();
