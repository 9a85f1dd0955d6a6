import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";
import mssql from "mssql";
import type { TokenCredential } from "@azure/core-auth";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "../../apps/common/database.ts";
import { makeCertificate, type Certificate } from "../support/certificate.ts";
import { TokenAuthority } from "../support/keyvault/tokens.ts";
import { startSql, type SqlStandIn } from "../support/sql/stand-in.ts";
import { packetType } from "../support/sql/wire.ts";
import { trust } from "./trust.ts";

const administrator = { oid: "aaaaaaaa-0000-4000-8000-00000000000a", appid: "aaaaaaaa-1111-4000-8000-00000000000a" };
const authority = new TokenAuthority();
const nobody: TokenCredential = { getToken: () => Promise.reject(new Error("no identity here")) };

let certificate: Certificate;
let sql: SqlStandIn;
const open: Database[] = [];

function database(connectionString: string, identity = nobody, options = {}): Database {
    const opened = openDatabase(connectionString, identity, options);
    open.push(opened);
    return opened;
}

beforeAll(async () => {
    certificate = await makeCertificate();
    trust(certificate);
});

beforeEach(async () => {
    sql = await startSql({ certificate, administrators: [administrator.oid] });
    sql.engine.addUser("app_a", "Correct-Horse-1");
});

afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await sql.close();
});

describe("the real driver, signed in", () => {
    test("runs a batch with a login and its password, all of it encrypted", async () => {
        const rows = await database(sql.connectionString("app_a", "Correct-Horse-1")).run("SELECT 1;");
        expect(rows).toHaveLength(1);
        expect(new Set(sql.inTheClear)).toEqual(new Set([packetType.prelogin]));
    });

    test("signs in with the app's own identity where the string has no password", async () => {
        const token = authority.credential(administrator);
        const rows = await database(`Server=tcp:${sql.server};Initial Catalog=demo;Encrypt=True;`, token).run(
            "SELECT 1;",
        );
        expect(rows).toHaveLength(1);
    });

    test("gives rows with texts, numbers and bytes", async () => {
        const [row] = await database(sql.connectionString("app_a", "Correct-Horse-1")).run(
            "SELECT type, sid FROM sys.database_principals WHERE name = N'app_a';",
        );
        expect(row).toEqual({ type: "S", sid: Buffer.from([1]) });
    });

    test("one connection is one session: a lock taken in one batch is held in the next", async () => {
        const one = database(`Server=tcp:${sql.server};Database=demo`, authority.credential(administrator), {
            connections: 1,
        });
        await one.run(
            "DECLARE @granted int; EXEC @granted = sp_getapplock @Resource = N'x', @LockMode = N'Exclusive', " +
                "@LockOwner = N'Session', @LockTimeout = 100; SELECT @granted AS granted;",
        );
        expect(await one.run("SELECT APPLOCK_MODE(N'public', N'x', N'Session') AS mode;")).toEqual([
            { mode: "Exclusive" },
        ]);
    });

    test("after the server ended all sessions, the next batch connects again", async () => {
        const held = database(sql.connectionString("app_a", "Correct-Horse-1"));
        await held.run("SELECT 1;");
        sql.cutAll();
        await new Promise((resolve) => setTimeout(resolve, 20)); // the end must have reached this side
        expect(await held.run("SELECT 1;")).toHaveLength(1);
    });
});

describe("what fails is told apart", () => {
    test.each([
        [
            "a wrong password",
            (s: SqlStandIn) => s.connectionString("app_a", "Wrong-Horse-1"),
            /Login failed for user 'app_a'/,
        ],
        [
            "an unknown database",
            (s: SqlStandIn) => s.connectionString("app_a", "Correct-Horse-1").replace("=demo;", "=other;"),
            /Login failed/,
        ],
    ])("%s is a refusal", async (_name, connectionString, message) => {
        await expect(database(connectionString(sql)).run("SELECT 1;")).rejects.toMatchObject({
            fault: "refused",
            message: expect.stringMatching(message) as string,
        });
    });

    test("a first connection that failed is no obstacle to the next", async () => {
        const early = database(sql.connectionString("app_b", "Later-Horse-1"));
        await expect(early.run("SELECT 1;")).rejects.toMatchObject({ fault: "refused" });
        sql.engine.addUser("app_b", "Later-Horse-1");
        expect(await early.run("SELECT 1;")).toHaveLength(1);
    });

    test("an identity that gets no token is a refusal, in words of its own", async () => {
        const without = database(`Server=tcp:${sql.server};Initial Catalog=demo;`);
        await expect(without.run("SELECT 1;")).rejects.toMatchObject({
            fault: "refused",
            message: expect.stringMatching(/No token/) as string,
        });
    });

    test("a batch that the server refuses carries the number and none of the server's text", async () => {
        const failing = database(sql.connectionString("app_a", "Correct-Horse-1"));
        sql.inject({ batch: /SECRET/, what: { number: 102, message: "Incorrect syntax near 'SECRET'." } });
        const error = await failing.run("SELECT 'SECRET'").catch((reason: unknown) => reason);
        expect(error).toMatchObject({ fault: "statement", number: 102, message: "SQL error 102" });
        expect(JSON.stringify(error)).not.toContain("SECRET");
    });

    test("a connection cut in the middle of a batch is a lost connection, and the next batch works", async () => {
        const cut = database(sql.connectionString("app_a", "Correct-Horse-1"));
        await cut.run("SELECT 1;");
        sql.inject({ batch: /APPLOCK_MODE/, what: "cut" });
        await expect(cut.run("SELECT APPLOCK_MODE(N'public', N'x', N'Session') AS mode;")).rejects.toMatchObject({
            fault: "unreachable",
        });
        expect(await cut.run("SELECT 1;")).toHaveLength(1);
    });

    test.each([
        ["Server=tcp:;", /no server or no database/],
        ["Server=h;Database='x", /malformed/],
        ["hello", /no server/],
    ])("a text that is no connection string is refused without quoting it: %s", (text, message) => {
        expect(() => openDatabase(text, nobody)).toThrow(message);
    });
});

describe("encryption", () => {
    test("a server that offers none gets no login, whatever the connection string says", async () => {
        const bare = await startSql({ certificate, encryption: "not supported" });
        for (const wish of ["Encrypt=True;TrustServerCertificate=False", "Encrypt=False;TrustServerCertificate=True"]) {
            const text = bare.connectionString("app_a", "x").replace("Encrypt=True;TrustServerCertificate=False", wish);
            await expect(database(text).run("SELECT 1;")).rejects.toMatchObject({
                fault: "unreachable",
                message: expect.stringMatching(/no encryption/) as string,
            });
        }
        expect(bare.inTheClear).not.toContain(packetType.login);
        await bare.close();
    });

    test("the driver alone would send it (when this fails, the guard in database.ts is no longer needed)", async () => {
        const bare = await startSql({ certificate, encryption: "not supported" });
        const pool = new mssql.ConnectionPool(bare.connectionString("app_a", "x"));
        await pool.connect().catch(() => undefined);
        expect(bare.inTheClear).toContain(packetType.login);
        await bare.close();
    });

    test("a server with a certificate that is not trusted gets no login, even with TrustServerCertificate=True", async () => {
        const other = await startSql();
        const text = other
            .connectionString("app_a", "x")
            .replace("TrustServerCertificate=False", "TrustServerCertificate=True");
        await expect(database(text).run("SELECT 1;")).rejects.toMatchObject({ fault: "unreachable" });
        expect(other.inTheClear).not.toContain(packetType.login);
        await other.close();
    });
});

describe("real sockets", () => {
    const sockets = new Set<Socket>();
    let server: Server | undefined;

    async function listen(onConnection: (socket: Socket) => void): Promise<number> {
        server = createServer((socket) => {
            sockets.add(socket);
            socket.on("error", () => undefined);
            onConnection(socket);
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        return (server.address() as AddressInfo).port;
    }

    afterEach(() => {
        for (const socket of sockets) socket.destroy();
        server?.close();
    });

    async function faultAt(port: number): Promise<unknown> {
        const text = `Server=tcp:127.0.0.1,${port};Initial Catalog=demo;User ID=a;Password=Do-Not-Print-1;Connection Timeout=1;`;
        return database(text)
            .run("SELECT 1;")
            .catch((reason: unknown) => reason);
    }

    test("a port where nothing listens", async () => {
        const port = await listen(() => undefined);
        server?.close();
        expect(await faultAt(port)).toMatchObject({ fault: "unreachable" });
    });

    test("a server that closes every connection", async () => {
        const port = await listen((socket) => socket.destroy());
        expect(await faultAt(port)).toMatchObject({ fault: "unreachable" });
    });

    test("a server that never answers: given up after the connection timeout", async () => {
        const port = await listen(() => undefined);
        const begin = Date.now();
        const fault = await faultAt(port);
        expect(fault).toMatchObject({ fault: "unreachable", message: expect.stringMatching(/in 1000ms/) as string });
        expect(Date.now() - begin).toBeLessThan(3_000);
    });

    test("a server that speaks something else", async () => {
        const port = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
        expect(await faultAt(port)).toMatchObject({ fault: "unreachable" });
    });

    test("a name that does not resolve", async () => {
        const fault = await database("Server=no-such-host.invalid;Database=d;User ID=a;Password=b")
            .run("SELECT 1;")
            .catch((reason: unknown) => reason);
        expect(fault).toMatchObject({ fault: "unreachable" });
    });

    test("no failure says the password", async () => {
        const port = await listen((socket) => socket.destroy());
        const fault = await faultAt(port);
        expect(`${String(fault)} ${(fault as Error).stack ?? ""} ${JSON.stringify(fault)}`).not.toContain(
            "Do-Not-Print-1",
        );
    });
});
