import { appRoutingSettings } from "../../azure/paths.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { rangeFrom, type Address } from "./addresses.ts";
import { subnetBehind, type Networks } from "./networks.ts";
import {
    below,
    evidence,
    flag,
    items,
    known,
    output,
    property,
    text,
    texts,
    unsure,
    type Property,
    type Unsure,
} from "./property.ts";
import { mayMean, referenceById, referenceByName, target } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";
import { workload, type Workload } from "./workload.ts";

/** A web or function app, or a slot of one. */
export function app(resources: Resources, networks: Networks, resource: PlanResource): Workload {
    const own = property(resource, "virtualNetworkSubnetId");
    const [joined] = ofType(
        resources,
        "web:WebAppSwiftVirtualNetworkConnection",
        "web:WebAppSwiftVirtualNetworkConnectionSlot",
    )
        .map((connection) => ({ connection, site: referenceByName(resources, connection, "name", "web:WebApp") }))
        .filter(({ site }) => mayMean(site, resource.urn))
        .sort((a, b) => Number(b.site.kind === "found") - Number(a.site.kind === "found"));
    const id = own.value === undefined && joined !== undefined ? property(joined.connection, "subnetResourceId") : own;
    // An integration whose app is not told may be this app's, and may not.
    const perhaps = own.value === undefined && joined !== undefined && joined.site.kind !== "found";
    const hosted = hostedIn(resources, resource);
    const settings = appSettings(resources, resource);
    const names = nameServers(resource, settings);
    const at = hosted ?? id;
    return workload(resource, at, {
        subnet:
            (hosted !== undefined && hosted.value === undefined) || (hosted === undefined && perhaps)
                ? { kind: "unknown", candidates: [] }
                : subnetBehind(networks, resources, at),
        privateOnly: hosted === undefined ? not(routesAll(resource, settings)) : false,
        addresses: reportedAddresses(resource),
        by: "app-service",
        dnsServers: names.servers,
        dnsServersAt: evidence(names.at),
    });
}

/**
 * Where the subnet of the app's environment is written: apps of an App Service Environment, which the site or its plan
 * names, run in it. Without a value where the plan does not show the environment; nothing for an app that is in none.
 * Source: learn.microsoft.com/azure/app-service/environment/networking.
 */
function hostedIn(resources: Resources, resource: PlanResource): Property | undefined {
    const farm = referenceById(resources, property(resource, "serverFarmId"), ["web:AppServicePlan"]);
    const plan = target(resources, farm);
    const [profile] = [resource, ...(plan === undefined ? [] : [plan])]
        .map((owner) => property(owner, "hostingEnvironmentProfile"))
        .filter(({ value }) => value !== undefined);
    if (profile === undefined) return undefined;
    const id = below(profile, "id");
    const environment = target(resources, referenceById(resources, id, ["web:AppServiceEnvironment"]));
    return environment === undefined ? { ...id, value: undefined } : property(environment, "virtualNetwork", "id");
}

/** The app's own name servers: a property of the site, else the settings that it replaces. */
function nameServers(
    resource: PlanResource,
    settings: ReadonlyMap<string, string | Unsure> | Unsure,
): { readonly servers: readonly string[] | Unsure; readonly at: Property } {
    const written = property(resource, "dnsConfiguration", "dnsServers");
    const alternate = property(resource, "dnsConfiguration", "dnsAltServer");
    const list = texts(written);
    const inSettings = property(resource, "siteConfig", "appSettings");
    const first = list === unsure || list.length > 0 ? list : setting(settings, appRoutingSettings.nameServer);
    const second =
        alternate.value === undefined
            ? setting(settings, appRoutingSettings.alternateNameServer)
            : [text(alternate) ?? unsure];
    const at = written.value === undefined ? (alternate.value === undefined ? inSettings : alternate) : written;
    if (first === unsure || second === unsure) return { servers: unsure, at };
    // What an alternate without a first one is good for is not documented.
    const alone = first.length === 0 && second.length > 0;
    return { servers: alone ? unsure : known([...first, ...second] as readonly (string | Unsure)[]), at };
}

function setting(
    settings: ReadonlyMap<string, string | Unsure> | Unsure,
    name: string,
): readonly (string | Unsure)[] | Unsure {
    const value = settings === unsure ? unsure : settings.get(name);
    return value === unsure ? unsure : value === undefined || value === "" ? [] : [value];
}

function routesAll(resource: PlanResource, settings: ReadonlyMap<string, string | Unsure> | Unsure): boolean | Unsure {
    const flags = [
        flag(property(resource, "outboundVnetRouting", "allTraffic")),
        flag(property(resource, "outboundVnetRouting", "applicationTraffic")),
        flag(property(resource, "siteConfig", "vnetRouteAllEnabled")),
        flag(property(resource, "vnetRouteAllEnabled")),
    ];
    const setting = settings === unsure ? unsure : settings.get(appRoutingSettings.routeAll);
    if (flags.includes(true) || setting === "1") return true;
    // Flex Consumption has no flag to send only part of its traffic into the network; how it does is not documented.
    const flexible = property(resource, "functionAppConfig").value !== undefined;
    return flags.includes(unsure) || setting === unsure || flexible ? unsure : false;
}

function appSettings(resources: Resources, resource: PlanResource): ReadonlyMap<string, string | Unsure> | Unsure {
    const inline = items(property(resource, "siteConfig", "appSettings"));
    if (inline === unsure) return unsure;
    const found = new Map<string, string | Unsure>();
    for (const item of inline) {
        const name = text(below(item, "name"));
        if (name === unsure) return unsure;
        if (name !== undefined) found.set(name, text(below(item, "value")) ?? "");
    }
    for (const standalone of ofType(resources, "web:WebAppApplicationSettings", "web:WebAppApplicationSettingsSlot")) {
        const site = referenceByName(resources, standalone, "name", "web:WebApp");
        if (!mayMean(site, resource.urn)) continue;
        const whole = property(standalone, "properties");
        if (whole.value === unsure || site.kind !== "found") return unsure;
        for (const name of Object.keys((whole.value ?? {}) as object)) found.set(name, text(below(whole, name)) ?? "");
    }
    return found;
}

/** The addresses that an app may leave with, which Azure reports once it exists. */
function reportedAddresses(resource: PlanResource): readonly Address[] {
    const possible = text(output(resource, "possibleOutboundIpAddresses"));
    const current = text(output(resource, "outboundIpAddresses"));
    const reported = typeof possible === "string" ? possible : current;
    if (typeof reported !== "string") return [{ kind: "unknown" }];
    const ranges = reported.split(",").flatMap((address) => rangeFrom(address) ?? []);
    return ranges.length === 0 ? [{ kind: "unknown" }] : ranges.map((range) => ({ kind: "range", range }));
}

function not(value: boolean | Unsure): boolean | Unsure {
    return value === unsure ? unsure : !value;
}
