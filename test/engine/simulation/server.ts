/** Serves a simulated provider to the engine: Pulumi's resource-provider protocol over gRPC. */
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { ServerUnaryCall, UntypedHandleCall, handleUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as protocol from "@pulumi/pulumi/proto/provider_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { PlanValue } from "../../../plan/plan.ts";
import type { Difference, Properties, RecordedCall, SimulatedProvider } from "./provider.ts";

export interface ServedProvider {
    /** The entry for `PULUMI_DEBUG_PROVIDERS`: `azure-native:40123`. */
    readonly attachment: string;
    stop(): void;
}

/**
 * Starts a server on a free port of this machine; every call is noted in `calls` before it is answered.
 *
 * @param connect makes the provider for one connection: the engine opens one for each provider of a program
 */
export async function serve(connect: () => SimulatedProvider, calls: RecordedCall[]): Promise<ServedProvider> {
    const sessions = new Map<string, Handlers>();
    const session = (peer: string): Handlers => {
        const known = sessions.get(peer) ?? handlers(connect(), calls);
        sessions.set(peer, known);
        return known;
    };
    const first = connect();
    const dispatched =
        (method: string): handleUnaryCall<unknown, unknown> =>
        (call, done) =>
            (session(call.getPeer())[method] as handleUnaryCall<unknown, unknown>)(call, done);
    const methods = Object.keys(handlers(first, calls)).map((method) => [method, dispatched(method)] as const);
    const server = new Server();
    server.addService(ResourceProviderService, Object.fromEntries(methods));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    return { attachment: `${first.name}:${port}`, stop: () => server.forceShutdown() };
}

/** By method; every method has messages of its own. */
type Handlers = Readonly<Record<string, UntypedHandleCall>>;

function handlers(provider: SimulatedProvider, calls: RecordedCall[]): Handlers {
    const note = <Call extends RecordedCall>(call: Call): Call => {
        calls.push(call);
        return call;
    };
    return {
        handshake: unary((_: protocol.ProviderHandshakeRequest) =>
            new messages.ProviderHandshakeResponse().setAcceptSecrets(provider.acceptsSecrets),
        ),
        attach: unary(() => new empty.Empty()),
        cancel: unary(() => new empty.Empty()),
        getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(provider.version)),
        // The engine reads no schema to deploy; a program that asks for one gets the smallest valid.
        getSchema: unary(() =>
            new messages.GetSchemaResponse().setSchema(
                JSON.stringify({ name: provider.name, version: provider.version }),
            ),
        ),
        checkConfig: unary((request: protocol.CheckRequest) =>
            new messages.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: unary(() => new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)),
        configure: unary((request: protocol.ConfigureRequest) => {
            provider.configure(Object.fromEntries(request.getVariablesMap().entries()));
            return new messages.ConfigureResponse().setAcceptsecrets(provider.acceptsSecrets).setSupportspreview(true);
        }),
        invoke: unary((request: protocol.InvokeRequest) => {
            const call = note({ method: "invoke", token: request.getTok(), args: properties(request.getArgs()) });
            return new messages.InvokeResponse().setReturn(packed(provider.invoke(call)));
        }),
        check: unary((request: protocol.CheckRequest) => {
            const call = note({
                method: "check",
                ...named(request),
                news: properties(request.getNews()),
                olds: properties(request.getOlds()),
            });
            return new messages.CheckResponse().setInputs(packed(provider.check(call)));
        }),
        diff: unary((request: protocol.DiffRequest) => {
            const olds = properties(request.getOldInputs());
            const call = note({
                method: "diff",
                ...named(request),
                id: request.getId(),
                oldInputs: olds,
                news: properties(request.getNews()),
            });
            return diffResponse(provider.diff(call));
        }),
        create: unary(async (request: protocol.CreateRequest) => {
            const inputs = properties(request.getProperties());
            const call = note({ method: "create", ...named(request), inputs, preview: request.getPreview() });
            const { id, outputs } = await provider.create(call);
            return new messages.CreateResponse().setId(id).setProperties(packed(outputs));
        }),
        update: unary(async (request: protocol.UpdateRequest) => {
            const call = note({
                method: "update",
                ...named(request),
                id: request.getId(),
                oldOutputs: properties(request.getOlds()),
                inputs: properties(request.getNews()),
                preview: request.getPreview(),
            });
            return new messages.UpdateResponse().setProperties(packed(await provider.update(call)));
        }),
        read: unary((request: protocol.ReadRequest) => {
            const call = note({
                method: "read",
                ...named(request),
                id: request.getId(),
                inputs: properties(request.getInputs()),
                outputs: properties(request.getProperties()),
            });
            const state = provider.read(call);
            if (state === undefined) return new messages.ReadResponse();
            return new messages.ReadResponse()
                .setId(call.id)
                .setProperties(packed(state.outputs))
                .setInputs(packed(state.inputs));
        }),
        delete: unary(async (request: protocol.DeleteRequest) => {
            await provider.delete(
                note({
                    method: "delete",
                    ...named(request),
                    id: request.getId(),
                    oldInputs: properties(request.getOldInputs()),
                }),
            );
            return new empty.Empty();
        }),
    };
}

/** Everything that differs forces what azure-native forces: a replacement deletes first (`provider.go`, Diff). */
function diffResponse(differences: readonly Difference[]): protocol.DiffResponse {
    const { DiffResponse, PropertyDiff } = messages;
    const replaces = differences.filter((difference) => difference.replaces).map(({ path }) => path);
    const response = new DiffResponse()
        .setChanges(differences.length === 0 ? DiffResponse.DiffChanges.DIFF_NONE : DiffResponse.DiffChanges.DIFF_SOME)
        .setReplacesList(replaces)
        .setDiffsList([...new Set(differences.map(({ path }) => path.split(/[.[]/)[0] ?? path))])
        .setDeletebeforereplace(replaces.length > 0)
        .setHasdetaileddiff(true);
    const kinds = {
        add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
        delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
        update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
    } as const;
    for (const { path, kind, replaces: replacement } of differences) {
        const detail = new PropertyDiff().setKind(kinds[kind][replacement ? 1 : 0]).setInputdiff(true);
        response.getDetaileddiffMap().set(path, detail);
    }
    return response;
}

/** A handler whose error becomes the call's error, with the message that the real provider's user would read. */
function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
    return (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>): void => {
        Promise.resolve()
            .then(() => handle(call.request))
            .then(
                (response) => done(null, response),
                (error: unknown) =>
                    done({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
            );
    };
}

function named(request: { getUrn(): string }): { readonly urn: string; readonly type: string } {
    const urn = request.getUrn();
    const types = urn.split("::")[2] ?? "";
    return { urn, type: types.slice(types.lastIndexOf("$") + 1) };
}

/** Properties without the nulls that stand for what is left out; the real providers skip them too. */
function properties(message: struct.Struct | undefined): Properties {
    return withoutNulls(message?.toJavaScript() ?? {}) as Properties;
}

function withoutNulls(value: PlanValue): PlanValue {
    if (typeof value !== "object" || value === null) return value;
    if (isList(value)) return value.map(withoutNulls);
    const given = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(given.map(([key, item]) => [key, withoutNulls(item)]));
}

function isList(value: PlanValue): value is readonly PlanValue[] {
    return Array.isArray(value);
}

function packed(values: Properties): struct.Struct {
    return struct.Struct.fromJavaScript(values);
}
