import type {
    ReadResourceRequest,
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
    ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb.js";
import type { Refusal } from "../input/error.ts";
import type { Plan, PlanObject, PlanResource } from "../plan/plan.ts";
import { unknown } from "../plan/plan.ts";
import type { Provider } from "./provider.ts";
import { formerUrn, stackType, urnOf } from "./urn.ts";
import { asSecret, objectToPlan } from "./wire.ts";
import type { WireObject } from "./wire.ts";

/** How the SDK is answered. The answers are plain objects with the methods that it calls on a response. */
type Reply = (error: Error | null, response?: unknown) => void;

interface Registered {
    readonly resource: PlanResource;
    /** What the program sees of the resource, secrets with their values. */
    readonly state: WireObject;
}

/**
 * Takes the engine's place: receives what a program registers, answers what a provider would, and keeps the record.
 * It refuses nothing while the program runs, because a resource without an answer would leave others waiting; what it
 * cannot accept is kept as {@link RecordingMonitor.faults}.
 */
export class RecordingMonitor {
    readonly faults: Refusal[] = [];
    readonly #stack: string;
    readonly #project: string;
    readonly #provider: Provider;
    readonly #registered = new Map<string, Registered>();

    constructor(stack: string, project: string, provider: Provider) {
        this.#stack = stack;
        this.#project = project;
        this.#provider = provider;
    }

    plan(): Plan {
        return {
            version: 3,
            deployment: { resources: [...this.#registered.values()].map(({ resource }) => resource) },
        };
    }

    /** What the program exports. */
    outputs(): PlanObject {
        const stack = [...this.#registered.values()].find(({ resource }) => resource.type === stackType);
        return stack?.resource.outputs ?? {};
    }

    /** Puts itself in place of the methods of the SDK's own mock; what it does not name stays with the mock. */
    takeOver(mock: object): void {
        const unsupported = (what: string) => (_: unknown, reply: Reply) => {
            this.#refuseTransform(what);
            reply(null, {});
        };
        Object.assign(mock, {
            registerResource: (request: RegisterResourceRequest, reply: Reply) => this.#register(request, reply),
            readResource: (request: ReadResourceRequest, reply: Reply) => this.#read(request, reply),
            registerResourceOutputs: (request: RegisterResourceOutputsRequest, reply: Reply) =>
                this.#setOutputs(request, reply),
            invoke: (request: ResourceInvokeRequest, reply: Reply) => this.#invoke(request, reply),
            registerStackTransform: unsupported("the stack"),
            registerStackInvokeTransform: unsupported("the stack's function calls"),
            // Hooks run while a resource is created, updated or deleted, and nothing is here.
            registerResourceHook: (_: unknown, reply: Reply) => reply(null, {}),
            registerErrorHook: (_: unknown, reply: Reply) => reply(null, {}),
        });
    }

    #register(request: RegisterResourceRequest, reply: Reply): void {
        const identity = this.#identity(request.getType(), request.getName());
        const parent = request.getParent();
        const urn = urnOf(identity, parent);
        const inputs = fields(request.getObject());
        const custom = request.getCustom();
        if (request.getRemote()) this.#refuseRemote(urn);
        if (request.getTransformsList?.().length > 0) this.#refuseTransform(urn);

        const provider = request.getProvider();
        const answer = custom
            ? this.#provider.create({
                  ...identity,
                  inputs,
                  importId: request.getImportid(),
                  provider: this.#inputsOf(provider),
              })
            : { outputs: {} };
        const secretOutputs = request.getAdditionalsecretoutputsList();
        const state = withSecrets(answer.outputs, secretOutputs);
        const above = this.#registered.get(parent)?.resource;
        const aliases = [
            ...request.getAliasesList().map((alias) => formerUrn(alias, identity, parent)),
            ...request.getAliasurnsList(),
        ].filter((alias) => alias !== undefined);
        const ignoreChanges = request.getIgnorechangesList();
        // Older SDKs do not tell a switch that is off from one that is left out.
        const retainOnDelete = request.hasRetainondelete?.()
            ? request.getRetainondelete()
            : request.getRetainondelete() || above?.retainOnDelete;
        const protect = request.hasProtect?.() ? request.getProtect() : request.getProtect() || above?.protect;
        const deletedWith = request.getDeletedwith() || above?.deletedWith;

        this.#keep(state, {
            urn,
            type: identity.type,
            custom,
            ...(custom && { id: answer.id ?? unknown }),
            ...(parent !== "" && { parent }),
            inputs: objectToPlan(inputs),
            outputs: objectToPlan(state),
            dependencies: sorted(request.getDependenciesList()),
            propertyDependencies: propertyDependencies(request),
            ...(protect === true && { protect }),
            ...(provider !== "" && { provider }),
            ...(ignoreChanges.length > 0 && { ignoreChanges }),
            ...(retainOnDelete === true && { retainOnDelete }),
            ...(deletedWith !== undefined && { deletedWith }),
            ...(aliases.length > 0 && { aliases }),
            ...(secretOutputs.length > 0 && { additionalSecretOutputs: secretOutputs }),
        });
        reply(null, {
            getUrn: () => urn,
            getId: () => answer.id ?? "",
            getObject: () => struct(state),
            getPropertydependenciesMap: () => undefined,
            getResult: () => 0,
            getUnknown: () => false,
        });
    }

    /** A resource that the program reads by its id (`Vault.get`). The engine asks Azure; here only the id is known. */
    #read(request: ReadResourceRequest, reply: Reply): void {
        const identity = this.#identity(request.getType(), request.getName());
        const parent = request.getParent();
        const urn = urnOf(identity, parent);
        const inputs = fields(request.getProperties());
        const provider = request.getProvider();
        const secretOutputs = request.getAdditionalsecretoutputsList();
        const outputs = this.#provider.read({ ...identity, inputs, id: request.getId() });
        const state = withSecrets(outputs, secretOutputs);
        this.#keep(state, {
            urn,
            type: identity.type,
            custom: true,
            external: true,
            id: request.getId() || unknown,
            ...(parent !== "" && { parent }),
            inputs: objectToPlan(inputs),
            outputs: objectToPlan(state),
            dependencies: sorted(request.getDependenciesList()),
            propertyDependencies: {},
            ...(provider !== "" && { provider }),
            ...(secretOutputs.length > 0 && { additionalSecretOutputs: secretOutputs }),
        });
        reply(null, { getUrn: () => urn, getProperties: () => struct(state), getUnknown: () => false });
    }

    #setOutputs(request: RegisterResourceOutputsRequest, reply: Reply): void {
        const urn = request.getUrn();
        const registered = this.#registered.get(urn);
        if (registered === undefined) return reply(new Error(`outputs of a resource that is not registered: ${urn}`));
        const state = fields(request.getOutputs());
        this.#registered.set(urn, { state, resource: { ...registered.resource, outputs: objectToPlan(state) } });
        reply(null, {});
    }

    #invoke(request: ResourceInvokeRequest, reply: Reply): void {
        const token = request.getTok();
        const args = fields(request.getArgs());
        if (token === "pulumi:pulumi:getResource") return this.#getResource(String(args["urn"]), reply);
        const result = this.#provider.call(token, args, this.#inputsOf(request.getProvider()));
        if (result === undefined) this.#refuseCall(token, args);
        reply(null, {
            getFailuresList: () => [],
            getReturn: () => struct(result ?? {}),
            getUnknown: () => result === undefined,
        });
    }

    /** The SDK asks so for a resource that it meets inside a value. */
    #getResource(urn: string, reply: Reply): void {
        const registered = this.#registered.get(urn);
        if (registered === undefined)
            return reply(new Error(`the program refers to a resource that is not registered: ${urn}`));
        const { id } = registered.resource;
        const result = new Map<string, unknown>([
            ["urn", { toJavaScript: () => urn }],
            ["id", { toJavaScript: () => (id === unknown ? "" : id) }],
            ["state", { getStructValue: () => struct(registered.state) }],
        ]);
        reply(null, { getFailuresList: () => [], getReturn: () => ({ getFieldsMap: () => result }) });
    }

    #keep(state: WireObject, resource: PlanResource): void {
        const { urn } = resource;
        if (this.#registered.has(urn)) {
            this.faults.push({
                what: "a resource registered twice",
                got: urn,
                expected: "a name of its own for each resource of one type under one parent",
                fix: "rename one of the two",
            });
        }
        this.#registered.set(urn, { resource, state });
    }

    #identity(type: string, name: string): { stack: string; project: string; type: string; name: string } {
        return { stack: this.#stack, project: this.#project, type, name };
    }

    /** The inputs of the provider resource behind a reference `<urn>::<id>`. */
    #inputsOf(reference: string): WireObject | undefined {
        return this.#registered.get(reference.slice(0, reference.lastIndexOf("::")))?.state;
    }

    #refuseCall(token: string, args: WireObject): void {
        this.faults.push({
            what: `the provider function ${token}`,
            got: objectToPlan(args),
            expected: "an answer, and nothing here can ask Azure for it",
            fix: `give the answer when recording (option invokes: { "${token}": (args) => ({ … }) }), or read a plan made by pulumi preview --json --show-sames`,
        });
    }

    #refuseRemote(urn: string): void {
        this.faults.push({
            what: "a component that a plugin builds",
            got: urn,
            expected: "components that the program itself builds: the plugin's resources cannot be seen here",
            fix: "read a plan made by pulumi preview --json --show-sames",
        });
    }

    #refuseTransform(what: string): void {
        this.faults.push({
            what: `a transform of ${what}`,
            got: "transforms run by the engine",
            expected:
                "transformations, which run in the program: without an engine the resources would be recorded untransformed",
            fix: "use transformations, or read a plan made by pulumi preview --json --show-sames",
        });
    }
}

function fields(struct: { toJavaScript(): unknown } | undefined): WireObject {
    return (struct?.toJavaScript() ?? {}) as WireObject;
}

function struct(value: WireObject): { toJavaScript(): WireObject } {
    return { toJavaScript: () => value };
}

function sorted(urns: readonly string[]): string[] {
    return [...new Set(urns)].sort();
}

function propertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
    const dependencies: [string, string[]][] = [];
    request
        .getPropertydependenciesMap()
        .forEach((urns, property) => dependencies.push([property, sorted(urns.getUrnsList())]));
    return Object.fromEntries(dependencies.filter(([, urns]) => urns.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Outputs that the author declares secret are so even before they are known. */
function withSecrets(outputs: WireObject, secretOutputs: readonly string[]): WireObject {
    if (secretOutputs.length === 0) return outputs;
    const secrets = secretOutputs.map((property) => [property, asSecret(outputs[property] ?? unknown)] as const);
    return { ...outputs, ...Object.fromEntries(secrets) };
}
