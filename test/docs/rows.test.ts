/** The documents' rows in what is registered; one file for each document, all in one process because recording is dear to load. */
import "./rows/s0.ts";
import "./rows/s1.ts";
import "./rows/s2.ts";
import "./rows/s3.ts";
import "./rows/s4.ts";
