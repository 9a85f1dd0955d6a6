import { keyVaultActions, onVaults } from "../../azure/key-vault-actions.ts";
import { operationByName, operations, type DataOperation } from "../../azure/operations.ts";
import { suggestion } from "../../input/nearest.ts";
import type { Operation } from "../question.ts";
import { refuse } from "./names.ts";

const longestWord = 500;

export function readOperation(word: string): Operation {
    const data = word.length > longestWord ? undefined : operationByName(word);
    if (data !== undefined) return { plane: "data", name: data.name };
    if (word.length > longestWord || !/^microsoft\.\w+(\/[\w.-]+)+$/i.test(word)) {
        return refuse({
            what: "the operation (--do)",
            got: word,
            expected:
                "a family and a verb, as secrets/get, or an action of the control plane, as Microsoft.KeyVault/vaults/write",
            fix: suggestion(word, Object.keys(operations)),
        });
    }
    checkAction(word);
    return { plane: "control", action: word };
}

/** Key Vault's own actions are known; of other providers' only how they end: read, write, delete or action. */
function checkAction(action: string): void {
    const name = action.toLowerCase();
    const own = name.startsWith("microsoft.keyvault/");
    const provider = name.split("/")[0]!;
    if (!own && isAction.test(name) && !onVaults.value.includes(provider)) {
        refuse({
            what: "the operation (--do)",
            got: action,
            expected: "an action that is asked of a vault, of its group or of its subscription",
            fix: `ask for an action of ${onVaults.value.join(", ")}`,
        });
    }
    if (own ? keyVaultActions.value.some((known) => known.toLowerCase() === name) : isAction.test(name)) return;
    const data = Object.entries<DataOperation>(operations).filter(
        ([, { dataAction }]) => dataAction.toLowerCase() === name,
    );
    refuse({
        what: "the operation (--do)",
        got: action,
        expected:
            data.length > 0
                ? "the operation that needs this data action"
                : own
                  ? "an action that Azure has for vaults on the control plane"
                  : "an action of Azure's control plane, which ends in /read, /write, /delete or /action",
        fix:
            data.length > 0
                ? `write ${data.map(([operation]) => operation).join(" or ")}`
                : suggestion(action, keyVaultActions.value),
    });
}

const isAction = /\/(read|write|delete|action)$/;
