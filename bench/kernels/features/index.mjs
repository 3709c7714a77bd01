import { editing } from "./editing.mjs";
import { errors } from "./errors.mjs";
import { interrupts } from "./interrupts.mjs";
import { language } from "./language.mjs";
import { messages } from "./messages.mjs";
import { modules } from "./modules.mjs";
import { outputs } from "./outputs.mjs";
import { session } from "./session.mjs";
import { types } from "./types.mjs";

/** The rows of the table, in groups: { title, rows: [{ id, title, fresh?, probe }] }. */
export const groups = [types, language, modules, interrupts, outputs, errors, messages, session, editing];
