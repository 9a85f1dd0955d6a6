import express, { type Express } from "express";
import type { HealthCheck } from "./health.ts";

/**
 * `GET /` answers 200 `{"status":"healthy"}` or 500 `{"status":"unhealthy"}`. Why it is unhealthy goes to the log: the
 * answer is public and would tell a stranger names and addresses.
 */
export function createServer(health: Pick<HealthCheck, "check">, log: (sentence: string) => void): Express {
    const app = express();
    app.disable("x-powered-by");
    app.get("/", async (_request, response) => {
        response.set("Cache-Control", "no-store");
        const found = await health.check().catch((error: unknown) => {
            return { status: "unhealthy", because: error instanceof Error ? error.message : "unknown" } as const;
        });
        if (found.status === "unhealthy") log(`Unhealthy: ${found.because}`);
        response.status(found.status === "healthy" ? 200 : 500).json({ status: found.status });
    });
    return app;
}
