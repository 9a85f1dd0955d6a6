/**
 * A vault and a database on this machine, to try the apps by hand: `node test/apps/local.ts`. Prints the settings for
 * another terminal and stays until it is interrupted. Typing `refuse ForbiddenByRbac` (or another inner code) makes
 * the vault refuse, `admit` lets it answer again, `stop sql` and `start sql` take the database away and bring it back.
 */
import { createInterface } from "node:readline/promises";
import { makeCertificate } from "../support/certificate.ts";
import { startKeyVault, type GateRefusal } from "../support/keyvault/stand-in.ts";
import { startSql } from "../support/sql/stand-in.ts";
import { certificateFile, workFolder } from "./program.ts";

const identity = { oid: "ffffffff-0000-4000-8000-00000000000f", appid: "ffffffff-1111-4000-8000-00000000000f" };

const folder = await workFolder();
const certificate = await makeCertificate();
const vault = await startKeyVault({ vaults: { "kv-local": {} }, certificate });
const sql = await startSql({ certificate, administrators: [identity.oid] });
sql.engine.addUser("app_a", "Only-Local-1");
vault.store("kv-local").set("db-connection-string", { value: sql.connectionString("app_a", "Only-Local-1") });

const settings = {
    KEY_VAULT_NAME: "kv-local",
    SQL_SERVER: sql.server,
    SQL_DATABASE: "demo",
    ROTATION_LOGINS: "app_a,app_b",
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
    HTTPS_PROXY: (await vault.proxy()).url,
    NO_PROXY: "127.0.0.1",
    NODE_EXTRA_CA_CERTS: await certificateFile(certificate, folder.path),
    ...(await vault.identityEndpoint(identity)),
};
for (const [name, value] of Object.entries(settings)) console.log(`export ${name}='${value}'`);
console.log("\nThen, for example: node apps/web-application/main.ts   and   curl http://localhost:8080/");

const lines = createInterface({ input: process.stdin });
process.once("SIGINT", () => {
    lines.close();
});
let mend = (): void => undefined;
for await (const line of lines) {
    const [verb, object = ""] = line.trim().split(/\s+/);
    if (verb === "refuse") vault.change({ network: () => ({ code: object as GateRefusal["code"] }) });
    else if (verb === "admit") vault.change({ network: () => undefined });
    else if (verb === "stop") mend = sql.inject({ batch: /./, times: Infinity, what: "cut" });
    else if (verb === "start") mend();
    else console.log("refuse CODE | admit | stop sql | start sql");
}
await vault.close();
await sql.close();
await folder.remove();
