// Written by 'npm run types' from the server's description; do not change it by hand.

export interface paths {
    "/api/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases
         * @description List the cases that whoever asks may see, by name.
         */
        get: operations["list_cases_api_cases_get"];
        put?: never;
        /**
         * Open Case
         * @description Open a case folder of this machine.
         */
        post: operations["open_case_api_cases_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case}/first": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * First Look
         * @description Return what the screen shows before the map.
         */
        get: operations["first_look_api_cases__case__first_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case}/judge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Judge Posts
         * @description Judge posts that are kept nowhere, while a hand moves one of them.
         */
        post: operations["judge_posts_api_cases__case__judge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case}/layers/{layer}.geojson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Layer Of Map
         * @description Return a layer of the map, compressed; a browser that has it already is told so.
         */
        get: operations["read_layer_of_map_api_cases__case__layers__layer__geojson_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{case}/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Plans
         * @description List the plans that were drawn for a case, by name.
         */
        get: operations["list_plans_api_cases__case__plans_get"];
        put?: never;
        /**
         * Make Plan
         * @description Make a plan from one that the case came with, or from another draft.
         */
        post: operations["make_plan_api_cases__case__plans_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Say that the server answers, and no more.
         */
        get: operations["health_api_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Me
         * @description Say who one is.
         */
        get: operations["me_api_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{plan}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Plan
         * @description Read a plan as it stands, or as it stood after a command.
         */
        get: operations["read_plan_api_plans__plan__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{plan}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Command
         * @description Change a plan, and judge it as it stands then.
         */
        post: operations["send_command_api_plans__plan__commands_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{plan}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Log
         * @description Read who did what, after a place in the log.
         */
        get: operations["read_log_api_plans__plan__log_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description Open a session; its token is in a cookie that scripts cannot read.
         */
        post: operations["sign_in_api_session_post"];
        /**
         * Sign Out
         * @description End the session, where there is one.
         */
        delete: operations["sign_out_api_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AddDistrictBody
         * @description Add a district without units.
         */
        AddDistrictBody: {
            /** Name */
            name: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "add_district";
        };
        /**
         * AddPostBody
         * @description Put a new post at a free site.
         */
        AddPostBody: {
            /** Site */
            site: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "add_post";
        };
        /**
         * CaseLine
         * @description A case in the library.
         *
         *     Parameters
         *     ----------
         *     id : int
         *         Its number.
         *     name : str
         *         Its title.
         *     opened : str
         *         When it was first opened here.
         *     role : {"viewer", "planner", "admin"}
         *         What whoever asks may do in it.
         */
        CaseLine: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Opened */
            opened: string;
            /** Role */
            role: string;
        };
        /**
         * CommandSent
         * @description A command, and the state that it was meant for.
         *
         *     Parameters
         *     ----------
         *     after : int
         *         Place of the last command that whoever sends it has seen.
         *     id : str
         *         Chosen by whoever sends it: sent again, it is carried out once.
         *     command : CommandBody
         *         What is asked.
         */
        CommandSent: {
            /** After */
            after: number;
            /** Command */
            command: components["schemas"]["AddPostBody"] | components["schemas"]["MovePostBody"] | components["schemas"]["RemovePostBody"] | components["schemas"]["LockPostBody"] | components["schemas"]["SetOfficersBody"] | components["schemas"]["PaintBody"] | components["schemas"]["AddDistrictBody"] | components["schemas"]["RemoveDistrictBody"] | components["schemas"]["RenameDistrictBody"] | components["schemas"]["LockDistrictBody"] | components["schemas"]["TakeBackBody"];
            /** Id */
            id: string;
        };
        /**
         * CommandTaken
         * @description What became of a command.
         *
         *     Parameters
         *     ----------
         *     line : LogLine
         *         Its line in the log.
         *     judged : JudgedPlan, optional
         *         The plan as it stands now; None where it cannot be judged yet.
         *     undo, redo : bool
         *         Whether whoever sent it has something to undo, or to do again.
         */
        CommandTaken: {
            judged: components["schemas"]["JudgedPlan"] | null;
            line: components["schemas"]["LogLine"];
            /** Redo */
            redo: boolean;
            /** Undo */
            undo: boolean;
        };
        /**
         * DraftAnswer
         * @description A plan as it stands after a command.
         *
         *     Parameters
         *     ----------
         *     plan : PlanLine
         *         Its line.
         *     seq : int
         *         The place of the command.
         *     values : dict
         *         Posts by slot, districts by number, units by id.
         *     undo, redo : bool
         *         Whether whoever asks has something to undo, or to do again.
         */
        DraftAnswer: {
            plan: components["schemas"]["PlanLine"];
            /** Redo */
            redo: boolean;
            /** Seq */
            seq: number;
            /** Undo */
            undo: boolean;
            /** Values */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * FirstLook
         * @description What the screen shows before the map: one request.
         *
         *     Parameters
         *     ----------
         *     case : CaseLine
         *         The case.
         *     zones, sites : int
         *         How many.
         *     base, main : str
         *         Names of the plan of today, and of the one that is recommended.
         *     case_plans : list of dict
         *         The plans that it came with, as the case folder keeps them.
         *     plans : list of PlanLine
         *         The plans drawn since.
         *     judged : JudgedPlan
         *         The recommended plan on the demand planned on.
         */
        FirstLook: {
            /** Base */
            base: string;
            case: components["schemas"]["CaseLine"];
            /** Case Plans */
            case_plans: {
                [key: string]: unknown;
            }[];
            judged: components["schemas"]["JudgedPlan"];
            /** Main */
            main: string;
            /** Plans */
            plans: components["schemas"]["PlanLine"][];
            /** Sites */
            sites: number;
            /** Zones */
            zones: number;
        };
        /**
         * FolderToOpen
         * @description A case folder below one of the planner's roots.
         */
        FolderToOpen: {
            /** Folder */
            folder: string;
        };
        /**
         * JudgedPlan
         * @description What is judged of a plan on the demand that it was planned on.
         *
         *     Parameters
         *     ----------
         *     headline : dict
         *         Tiles and sentences, with numbers beside the words.
         *     evaluation : dict
         *         The judge's evaluation, as the case folder keeps it.
         */
        JudgedPlan: {
            /** Evaluation */
            evaluation: {
                [key: string]: unknown;
            };
            /** Headline */
            headline: {
                [key: string]: unknown;
            };
        };
        /**
         * LockDistrictBody
         * @description Lock a district, or unlock it.
         */
        LockDistrictBody: {
            /** Locked */
            locked: boolean;
            /** Number */
            number: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "lock_district";
        };
        /**
         * LockPostBody
         * @description Lock a post, or unlock it.
         */
        LockPostBody: {
            /** Locked */
            locked: boolean;
            /** Slot */
            slot: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "lock_post";
        };
        /**
         * LogLine
         * @description A command that was carried out: who, when, what, and what it changed.
         */
        LogLine: {
            /** At */
            at: string;
            /** Id */
            id: string;
            /** Of */
            of: number | null;
            /** Patch */
            patch: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** Seq */
            seq: number;
            /** User */
            user: string;
            /** Verb */
            verb: string;
        };
        /**
         * Me
         * @description Who one is.
         *
         *     Parameters
         *     ----------
         *     name : str
         *         What others see.
         *     admin : bool
         *         Whether the house is theirs to keep.
         *     team : bool
         *         Whether people sign in by name here.
         *     settings : dict
         *         What they chose to see.
         */
        Me: {
            /** Admin */
            admin: boolean;
            /** Name */
            name: string;
            /** Settings */
            settings: {
                [key: string]: unknown;
            };
            /** Team */
            team: boolean;
        };
        /**
         * MovePostBody
         * @description Move a post to a free site.
         */
        MovePostBody: {
            /** Site */
            site: string;
            /** Slot */
            slot: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "move_post";
        };
        /**
         * NewPlan
         * @description A new plan.
         */
        NewPlan: {
            /** Name */
            name: string;
            source: components["schemas"]["PlanSource"];
        };
        /**
         * PaintBody
         * @description Give units to a district, or to none.
         */
        PaintBody: {
            /** District */
            district: number | null;
            /** Units */
            units: string[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "paint";
        };
        /**
         * PlanLine
         * @description A plan in a list.
         */
        PlanLine: {
            /** Binned */
            binned: boolean;
            /** Changed */
            changed: string;
            /** Head */
            head: number;
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Tests */
            tests: number;
        };
        /**
         * PlanSource
         * @description What a new plan begins with: a plan that the case came with, by name, or another draft, by number.
         */
        PlanSource: {
            /** Case Plan */
            case_plan?: string | null;
            /** Draft */
            draft?: number | null;
        };
        /**
         * PostPlaces
         * @description Posts to be judged without keeping them: the hand is still moving.
         */
        PostPlaces: {
            /** Posts */
            posts: string[];
        };
        /**
         * ProblemAnswer
         * @description What every request that cannot be followed is answered.
         *
         *     Parameters
         *     ----------
         *     code : str
         *         A word for programs.
         *     message : str
         *         A sentence for people.
         *     details : dict
         *         What more is known.
         */
        ProblemAnswer: {
            /** Code */
            code: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Message */
            message: string;
        };
        /**
         * RemoveDistrictBody
         * @description Remove a district; its units are in none afterwards.
         */
        RemoveDistrictBody: {
            /** Number */
            number: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "remove_district";
        };
        /**
         * RemovePostBody
         * @description Take a post away.
         */
        RemovePostBody: {
            /** Slot */
            slot: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "remove_post";
        };
        /**
         * RenameDistrictBody
         * @description Give a district another name.
         */
        RenameDistrictBody: {
            /** Name */
            name: string;
            /** Number */
            number: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "rename_district";
        };
        /**
         * SetOfficersBody
         * @description Give a post so many officers.
         */
        SetOfficersBody: {
            /** Officers */
            officers: number;
            /** Slot */
            slot: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "set_officers";
        };
        /**
         * SignIn
         * @description A name with its password; or the token of the opened address, where there is no team.
         *
         *     Parameters
         *     ----------
         *     name, password : str, optional
         *         Of somebody of the team.
         *     token : str, optional
         *         From the address that `beatwright serve` opened.
         */
        SignIn: {
            /** Name */
            name?: string | null;
            /** Password */
            password?: string | null;
            /** Token */
            token?: string | null;
        };
        /**
         * TakeBackBody
         * @description Undo the last command of one's own, or redo what one undid.
         */
        TakeBackBody: {
            /**
             * Force
             * @default false
             */
            force: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            verb: "redo" | "undo";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_cases_api_cases_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseLine"][];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    open_case_api_cases_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FolderToOpen"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseLine"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    first_look_api_cases__case__first_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstLook"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    judge_posts_api_cases__case__judge_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostPlaces"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JudgedPlan"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    read_layer_of_map_api_cases__case__layers__layer__geojson_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: number;
                layer: "boundary" | "zones" | "sites" | "districts";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    list_plans_api_cases__case__plans_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanLine"][];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    make_plan_api_cases__case__plans_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPlan"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanLine"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    health_api_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    me_api_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    read_plan_api_plans__plan__get: {
        parameters: {
            query?: {
                at?: number | null;
            };
            header?: never;
            path: {
                plan: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftAnswer"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    send_command_api_plans__plan__commands_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                plan: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandSent"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandTaken"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description It cannot be done now. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    read_log_api_plans__plan__log_get: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                plan: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLine"][];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description There is no such thing, or it is not theirs to see. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    sign_in_api_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
    sign_out_api_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The role does not allow it, or it comes from another page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Of another kind. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Another host. */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description The request cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
            /** @description Too many requests; the header Retry-After says for how long. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemAnswer"];
                };
            };
        };
    };
}
