/**
 * A stand-in for `pulumi-language-nodejs`, the process through which the Pulumi engine runs Node.js programs.
 *
 * Pulumi ships its language hosts only inside its release archives, and the Go module of this one is not on the module
 * proxy, so an engine built from modules (`npm run engine:build`) comes without it. This one implements the calls that
 * `preview`, `up`, `refresh`, `destroy`, policy packs and component plugins make; the others answer "unimplemented".
 * It starts `node` from PATH and offers no plugins: the tests attach their own (`PULUMI_DEBUG_PROVIDERS`).
 */
import { createRequire } from "node:module";
import {
    Server,
    ServerCredentials,
    status,
    type ServerUnaryCall,
    type ServerWritableStream,
    type sendUnaryData,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import type {
    InstallDependenciesRequest,
    InstallDependenciesResponse,
    RunPluginRequest,
    RunPluginResponse,
    RunRequest,
    RunResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { runPlugin, runProgram } from "./run.ts";

/** The engine's address is the last argument; flags for logging and tracing may stand before it. */
const engineAddress = process.argv.at(-1);
if (process.argv.length < 3 || engineAddress === undefined) {
    console.error("usage: pulumi-language-nodejs <engine address>");
    process.exit(2);
}

type Unary<Request, Response> = (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => void;
type Streaming<Request, Response> = (call: ServerWritableStream<Request, Response>) => void;

const run: Unary<RunRequest, RunResponse> = (call, done) => {
    runProgram(call.request, engineAddress).then(
        (outcome) => {
            const response = new language.RunResponse();
            if (outcome === "reported") response.setBail(true);
            else if (outcome !== "succeeded") response.setError(outcome.error);
            done(null, response);
        },
        (error: unknown) => done({ code: status.UNKNOWN, details: String(error) }),
    );
};

const startPlugin: Streaming<RunPluginRequest, RunPluginResponse> = (call) => {
    const child = runPlugin(call.request);
    const send = (fill: (response: RunPluginResponse) => void): void => {
        const response = new language.RunPluginResponse();
        fill(response);
        call.write(response);
    };
    child.stdout.on("data", (text: Buffer) => send((response) => response.setStdout(text)));
    child.stderr.on("data", (text: Buffer) => send((response) => response.setStderr(text)));
    child.once("error", (error) => call.emit("error", error));
    child.once("close", (code) => {
        send((response) => response.setExitcode(code ?? 1));
        call.end();
    });
    call.once("cancelled", () => child.kill());
};

/** Dependencies are npm's business in this repository, and are there when a test starts. */
const installDependencies: Streaming<InstallDependenciesRequest, InstallDependenciesResponse> = (call) => call.end();

const { version } = createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { readonly version: string };

const server = new Server();
server.addService(LanguageRuntimeService, {
    handshake: answer(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(version)),
    about: answer(() => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
    getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
    getProgramDependencies: answer(() => new language.GetProgramDependenciesResponse()),
    run,
    runPlugin: startPlugin,
    installDependencies,
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    console.log(port);
});

/** A call that is answered without looking at the question. */
function answer<Response>(make: () => Response): Unary<unknown, Response> {
    return (_call, done) => done(null, make());
}
