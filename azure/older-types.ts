/**
 * Where version 3 of the azure-native provider moved a type from, so that programs written for versions 1 and 2 are
 * read too: old key → key of today.
 * Source: pulumi.com/registry/packages/azure-native/from-v2-to-v3 (modules split from `network` and `insights`), confirmed.
 */
export const olderTypes: Readonly<Record<string, string>> = {
    "network:PrivateZone": "privatedns:PrivateZone",
    "network:PrivateRecordSet": "privatedns:PrivateRecordSet",
    "network:VirtualNetworkLink": "privatedns:VirtualNetworkLink",
    "network:DnsResolver": "dnsresolver:DnsResolver",
    "network:InboundEndpoint": "dnsresolver:InboundEndpoint",
    "network:OutboundEndpoint": "dnsresolver:OutboundEndpoint",
    "network:DnsForwardingRuleset": "dnsresolver:DnsForwardingRuleset",
    "network:ForwardingRule": "dnsresolver:ForwardingRule",
    "network:PrivateResolverVirtualNetworkLink": "dnsresolver:PrivateResolverVirtualNetworkLink",
    "insights:DiagnosticSetting": "monitor:DiagnosticSetting",
    "insights:ScheduledQueryRule": "monitor:ScheduledQueryRule",
    "insights:ActionGroup": "monitor:ActionGroup",
    "network:NspAssociation": "network:NetworkSecurityPerimeterAssociation",
    "network:NspAccessRule": "network:NetworkSecurityPerimeterAccessRule",
    "network:NspProfile": "network:NetworkSecurityPerimeterProfile",
};
