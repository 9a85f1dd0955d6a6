/**
 * The few parts of TDS 7.4 that a server needs to be talked to by the real driver.
 * [MS-TDS]: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds
 */
export const packetType = {
    batch: 0x01,
    rpc: 0x03,
    result: 0x04,
    attention: 0x06,
    fedAuthToken: 0x08,
    login: 0x10,
    prelogin: 0x12,
} as const;

export interface Message {
    readonly type: number;
    readonly payload: Buffer;
}

const endOfMessage = 0x01;
const headerLength = 8;

/** Cuts a message into packets of at most 4096 bytes (MS-TDS 2.2.3). */
export function packets(type: number, payload: Buffer): Buffer {
    const size = 4_096 - headerLength;
    const count = Math.max(1, Math.ceil(payload.length / size));
    return Buffer.concat(
        Array.from({ length: count }, (_, index) => {
            const part = payload.subarray(index * size, (index + 1) * size);
            const header = Buffer.alloc(headerLength);
            header.writeUInt8(type, 0);
            header.writeUInt8(index === count - 1 ? endOfMessage : 0, 1);
            header.writeUInt16BE(part.length + headerLength, 2);
            header.writeUInt8((index + 1) & 0xff, 6);
            return Buffer.concat([header, part]);
        }),
    );
}

/** Puts packets together again; gives each message once it is whole. */
export class MessageReader {
    #bytes = Buffer.alloc(0);
    #parts: Buffer[] = [];

    *feed(bytes: Buffer): Generator<Message> {
        this.#bytes = Buffer.concat([this.#bytes, bytes]);
        while (this.#bytes.length >= headerLength && this.#bytes.length >= this.#bytes.readUInt16BE(2)) {
            const length = this.#bytes.readUInt16BE(2);
            const [type, status] = [this.#bytes.readUInt8(0), this.#bytes.readUInt8(1)];
            this.#parts.push(this.#bytes.subarray(headerLength, length));
            this.#bytes = this.#bytes.subarray(length);
            if ((status & endOfMessage) === 0) continue;
            const payload = Buffer.concat(this.#parts);
            this.#parts = [];
            yield { type, payload };
        }
    }
}

/** Whether the server offers to encrypt (MS-TDS 2.2.6.5). */
export function preloginAnswer(encryption: "on" | "not supported"): Buffer {
    const options: readonly (readonly [token: number, data: Buffer])[] = [
        [0x00, Buffer.from([12, 0, 0x07, 0xd0, 0, 0])], // version of Azure SQL Database
        [0x01, Buffer.from([encryption === "on" ? 0x01 : 0x02])],
        [0x02, Buffer.from([0])],
        [0x03, Buffer.alloc(0)],
        [0x04, Buffer.from([0])],
        [0x06, Buffer.from([1])], // federated authentication is understood
    ];
    let offset = options.length * 5 + 1;
    const heads = options.map(([token, data]) => {
        const head = Buffer.alloc(5);
        head.writeUInt8(token, 0);
        head.writeUInt16BE(offset, 1);
        head.writeUInt16BE(data.length, 3);
        offset += data.length;
        return head;
    });
    return Buffer.concat([...heads, Buffer.from([0xff]), ...options.map(([, data]) => data)]);
}

export interface Login {
    readonly user: string;
    readonly password: string;
    readonly database: string;
    /** The client wants to sign in with a token, which it sends when told for which audience. */
    readonly federated: boolean;
}

/** LOGIN7 (MS-TDS 2.2.6.4): fixed fields, then offset and length of each text. The password is only disguised. */
export function readLogin(payload: Buffer): Login {
    const text = (at: number): Buffer => {
        const start = payload.readUInt16LE(at);
        return payload.subarray(start, start + payload.readUInt16LE(at + 2) * 2);
    };
    const disguised = text(44).map((byte) => {
        const bits = byte ^ 0xa5;
        return ((bits << 4) | (bits >> 4)) & 0xff;
    });
    return {
        user: text(40).toString("utf16le"),
        password: Buffer.from(disguised).toString("utf16le"),
        database: text(68).toString("utf16le"),
        federated: hasFederatedFeature(payload),
    };
}

function hasFederatedFeature(payload: Buffer): boolean {
    const extensionFlag = 0x10;
    if ((payload.readUInt8(27) & extensionFlag) === 0) return false;
    let at = payload.readUInt32LE(payload.readUInt16LE(56));
    while (payload.readUInt8(at) !== 0xff) {
        if (payload.readUInt8(at) === 0x02) return true;
        at += 5 + payload.readUInt32LE(at + 1);
    }
    return false;
}

/** The token that the client got for us (MS-TDS 2.2.6.3). */
export function readFedAuthToken(payload: Buffer): string {
    return payload.subarray(8, 8 + payload.readUInt32LE(4)).toString("utf16le");
}

/** The text of a batch, behind its headers (MS-TDS 2.2.6.7). */
export function readBatch(payload: Buffer): string {
    return payload.subarray(payload.readUInt32LE(0)).toString("utf16le");
}

/** The statement of an `sp_executesql`, its first parameter; a text of up to 4000 characters (MS-TDS 2.2.6.6). */
export function readExecutedSql(payload: Buffer): string {
    let at = payload.readUInt32LE(0) + 4 + 2; // headers, procedure id, option flags
    at += 1 + payload.readUInt8(at) * 2 + 1; // parameter's name and status
    at += 1 + 2 + 5; // NVARCHAR, longest length, collation
    return payload.subarray(at + 2, at + 2 + payload.readUInt16LE(at)).toString("utf16le");
}

/** Where to get a token and for which audience (MS-TDS 2.2.7.12). */
export function fedAuthInfo(stsUrl: string, audience: string): Buffer {
    const texts = [Buffer.from(stsUrl, "utf16le"), Buffer.from(audience, "utf16le")];
    const head = Buffer.alloc(4 + texts.length * 9);
    head.writeUInt32LE(texts.length, 0);
    let offset = head.length;
    texts.forEach((text, index) => {
        head.writeUInt8(index + 1, 4 + index * 9);
        head.writeUInt32LE(text.length, 5 + index * 9);
        head.writeUInt32LE(offset, 9 + index * 9);
        offset += text.length;
    });
    return Buffer.concat([Buffer.from([0xee]), sized32(Buffer.concat([head, ...texts]))]);
}

/** The login is accepted (MS-TDS 2.2.7.14), and with a token also the feature (2.2.7.11). */
export function loginAccepted(federated: boolean): Buffer {
    const version = Buffer.from([0x74, 0, 0, 4]);
    const body = Buffer.concat([
        Buffer.from([1]),
        version,
        text8("Microsoft SQL Server"),
        Buffer.from([12, 0, 7, 208]),
    ]);
    const feature = federated ? Buffer.from([0xae, 0x02, 0, 0, 0, 0, 0xff]) : Buffer.alloc(0);
    return Buffer.concat([Buffer.from([0xad]), sized16(body), feature, done()]);
}

/** An error (MS-TDS 2.2.7.10) and the end of the answer. */
export function failed({ number, message }: { readonly number: number; readonly message: string }): Buffer {
    const head = Buffer.alloc(6);
    head.writeUInt32LE(number, 0);
    head.writeUInt8(1, 4);
    head.writeUInt8(14, 5);
    const body = Buffer.concat([head, text16(message), text8("stand-in"), text8(""), Buffer.from([1, 0, 0, 0])]);
    return Buffer.concat([Buffer.from([0xaa]), sized16(body), done(0x02)]);
}

export type Cell = string | number | Buffer | null;

/** Rows (MS-TDS 2.2.7.4, 2.2.7.19); a column is a number, bytes or text by its first value. */
export function rows(list: readonly Readonly<Record<string, Cell>>[]): Buffer {
    const [first] = list;
    if (first === undefined) return done();
    const columns = Object.entries(first);
    const count = Buffer.alloc(2);
    count.writeUInt16LE(columns.length);
    const heads = columns.map(([name, value]) => Buffer.concat([Buffer.alloc(6), typeInfo(value), text8(name)]));
    const cells = list.map((row) =>
        Buffer.concat([Buffer.from([0xd1]), ...columns.map(([name]) => cell(row[name] ?? null))]),
    );
    return Buffer.concat([Buffer.from([0x81]), count, ...heads, ...cells, done(0x10, list.length)]);
}

/** MS-TDS 2.2.7.6. */
export function done(status = 0, count = 0): Buffer {
    const bytes = Buffer.alloc(13);
    bytes.writeUInt8(0xfd, 0);
    bytes.writeUInt16LE(status, 1);
    bytes.writeBigUInt64LE(BigInt(count), 5);
    return bytes;
}

/** INTN(4), VARBINARY(8000) or NVARCHAR(4000) (MS-TDS 2.2.5.4). */
function typeInfo(value: Cell): Buffer {
    if (typeof value === "number") return Buffer.from([0x26, 4]);
    if (Buffer.isBuffer(value)) return Buffer.from([0xa5, 0x40, 0x1f]);
    return Buffer.from([0xe7, 0x40, 0x1f, 0x09, 0x04, 0xd0, 0x00, 0x34]);
}

function cell(value: Cell): Buffer {
    if (typeof value === "number") {
        const bytes = Buffer.alloc(5);
        bytes.writeUInt8(4, 0);
        bytes.writeInt32LE(value, 1);
        return bytes;
    }
    if (value === null) return Buffer.from([0xff, 0xff]);
    return sized16(Buffer.isBuffer(value) ? value : Buffer.from(value, "utf16le"));
}

function sized16(body: Buffer): Buffer {
    const length = Buffer.alloc(2);
    length.writeUInt16LE(body.length);
    return Buffer.concat([length, body]);
}

function sized32(body: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return Buffer.concat([length, body]);
}

/** A text with its count of characters in one byte. */
function text8(text: string): Buffer {
    return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "utf16le")]);
}

/** A text with its count of characters in two bytes. */
function text16(text: string): Buffer {
    const length = Buffer.alloc(2);
    length.writeUInt16LE(text.length);
    return Buffer.concat([length, Buffer.from(text, "utf16le")]);
}
