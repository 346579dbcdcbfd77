CREATE TABLE account (
	id SERIAL NOT NULL,
	name VARCHAR(200) NOT NULL,
	password_hash TEXT,
	admin BOOLEAN NOT NULL,
	disabled BOOLEAN NOT NULL,
	settings JSON NOT NULL,
	created VARCHAR(40) NOT NULL,
	CONSTRAINT pk_account PRIMARY KEY (id),
	CONSTRAINT uq_account_name UNIQUE (name)
);
CREATE TABLE audit (
	id SERIAL NOT NULL,
	at VARCHAR(40) NOT NULL,
	account VARCHAR(200) NOT NULL,
	what VARCHAR(60) NOT NULL,
	"on" VARCHAR(200) NOT NULL,
	address VARCHAR(60) NOT NULL,
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE INDEX ix_audit_at ON audit (at);
CREATE TABLE planning_case (
	id SERIAL NOT NULL,
	digest VARCHAR(64) NOT NULL,
	folder TEXT NOT NULL,
	name VARCHAR(200) NOT NULL,
	opened VARCHAR(40) NOT NULL,
	CONSTRAINT pk_planning_case PRIMARY KEY (id),
	CONSTRAINT uq_planning_case_folder UNIQUE (folder)
);
CREATE TABLE schema_version (
	version SERIAL NOT NULL,
	at VARCHAR(40),
	CONSTRAINT pk_schema_version PRIMARY KEY (version)
);
CREATE TABLE invite (
	token_sha256 VARCHAR(64) NOT NULL,
	name VARCHAR(200) NOT NULL,
	role VARCHAR(20) NOT NULL,
	case_id INTEGER,
	until VARCHAR(40) NOT NULL,
	CONSTRAINT pk_invite PRIMARY KEY (token_sha256),
	CONSTRAINT fk_invite_case_id FOREIGN KEY(case_id) REFERENCES planning_case (id) ON DELETE CASCADE
);
CREATE TABLE member (
	case_id INTEGER NOT NULL,
	account INTEGER NOT NULL,
	role VARCHAR(20) NOT NULL,
	CONSTRAINT pk_member PRIMARY KEY (case_id, account),
	CONSTRAINT ck_member_role CHECK (role IN ('viewer', 'planner')),
	CONSTRAINT fk_member_case_id FOREIGN KEY(case_id) REFERENCES planning_case (id) ON DELETE CASCADE,
	CONSTRAINT fk_member_account FOREIGN KEY(account) REFERENCES account (id) ON DELETE CASCADE
);
CREATE TABLE plan (
	id SERIAL NOT NULL,
	case_id INTEGER NOT NULL,
	name VARCHAR(200) NOT NULL,
	base JSON NOT NULL,
	parent INTEGER,
	head INTEGER NOT NULL,
	last_number INTEGER NOT NULL,
	binned VARCHAR(40),
	tests INTEGER NOT NULL,
	created VARCHAR(40) NOT NULL,
	changed VARCHAR(40) NOT NULL,
	CONSTRAINT pk_plan PRIMARY KEY (id),
	CONSTRAINT uq_plan_case_id_name UNIQUE (case_id, name),
	CONSTRAINT fk_plan_case_id FOREIGN KEY(case_id) REFERENCES planning_case (id) ON DELETE CASCADE,
	CONSTRAINT fk_plan_parent FOREIGN KEY(parent) REFERENCES plan (id) ON DELETE SET NULL
);
CREATE INDEX ix_plan_case_id ON plan (case_id);
CREATE TABLE session (
	token_sha256 VARCHAR(64) NOT NULL,
	account INTEGER NOT NULL,
	created VARCHAR(40) NOT NULL,
	seen VARCHAR(40) NOT NULL,
	agent VARCHAR(200) NOT NULL,
	CONSTRAINT pk_session PRIMARY KEY (token_sha256),
	CONSTRAINT fk_session_account FOREIGN KEY(account) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX ix_session_account ON session (account);
CREATE TABLE command (
	plan_id INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	id VARCHAR(64) NOT NULL,
	account INTEGER NOT NULL,
	at VARCHAR(40) NOT NULL,
	verb VARCHAR(40) NOT NULL,
	patch JSON NOT NULL,
	"of" INTEGER,
	undone_by INTEGER,
	CONSTRAINT pk_command PRIMARY KEY (plan_id, seq),
	CONSTRAINT uq_command_plan_id_id UNIQUE (plan_id, id),
	CONSTRAINT fk_command_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE,
	CONSTRAINT fk_command_account FOREIGN KEY(account) REFERENCES account (id)
);
CREATE TABLE comment (
	id SERIAL NOT NULL,
	plan_id INTEGER NOT NULL,
	target VARCHAR(200) NOT NULL,
	text TEXT NOT NULL,
	account INTEGER NOT NULL,
	at VARCHAR(40) NOT NULL,
	done BOOLEAN NOT NULL,
	revision INTEGER NOT NULL,
	CONSTRAINT pk_comment PRIMARY KEY (id),
	CONSTRAINT fk_comment_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE,
	CONSTRAINT fk_comment_account FOREIGN KEY(account) REFERENCES account (id)
);
CREATE INDEX ix_comment_plan_id ON comment (plan_id);
CREATE TABLE draft_district (
	plan_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	record JSON NOT NULL,
	CONSTRAINT pk_draft_district PRIMARY KEY (plan_id, number),
	CONSTRAINT fk_draft_district_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE
);
CREATE TABLE draft_post (
	plan_id INTEGER NOT NULL,
	slot INTEGER NOT NULL,
	site VARCHAR(200) NOT NULL,
	record JSON NOT NULL,
	CONSTRAINT pk_draft_post PRIMARY KEY (plan_id, slot),
	CONSTRAINT fk_draft_post_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE
);
CREATE TABLE draft_unit (
	plan_id INTEGER NOT NULL,
	unit VARCHAR(200) NOT NULL,
	district INTEGER NOT NULL,
	CONSTRAINT pk_draft_unit PRIMARY KEY (plan_id, unit),
	CONSTRAINT fk_draft_unit_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE
);
CREATE TABLE job (
	id SERIAL NOT NULL,
	kind VARCHAR(40) NOT NULL,
	case_id INTEGER,
	plan_id INTEGER,
	account INTEGER NOT NULL,
	state VARCHAR(20) NOT NULL,
	seq INTEGER,
	options JSON NOT NULL,
	progress JSON,
	result JSON,
	error TEXT,
	heartbeat VARCHAR(40),
	queued VARCHAR(40) NOT NULL,
	started VARCHAR(40),
	ended VARCHAR(40),
	CONSTRAINT pk_job PRIMARY KEY (id),
	CONSTRAINT ck_job_state CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed', 'interrupted')),
	CONSTRAINT fk_job_case_id FOREIGN KEY(case_id) REFERENCES planning_case (id) ON DELETE CASCADE,
	CONSTRAINT fk_job_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE,
	CONSTRAINT fk_job_account FOREIGN KEY(account) REFERENCES account (id)
);
CREATE INDEX ix_job_state_queued ON job (state, queued);
CREATE TABLE version (
	id SERIAL NOT NULL,
	plan_id INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	note TEXT NOT NULL,
	account INTEGER NOT NULL,
	at VARCHAR(40) NOT NULL,
	plan JSON NOT NULL,
	evaluation JSON NOT NULL,
	test JSON,
	tests INTEGER NOT NULL,
	digest VARCHAR(64) NOT NULL,
	approved_by INTEGER,
	approved_at VARCHAR(40),
	CONSTRAINT pk_version PRIMARY KEY (id),
	CONSTRAINT fk_version_plan_id FOREIGN KEY(plan_id) REFERENCES plan (id) ON DELETE CASCADE,
	CONSTRAINT fk_version_account FOREIGN KEY(account) REFERENCES account (id),
	CONSTRAINT fk_version_approved_by FOREIGN KEY(approved_by) REFERENCES account (id)
);
CREATE INDEX ix_version_plan_id ON version (plan_id);
CREATE TABLE file (
	id VARCHAR(64) NOT NULL,
	job_id INTEGER NOT NULL,
	name VARCHAR(200) NOT NULL,
	bytes INTEGER NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	until VARCHAR(40) NOT NULL,
	CONSTRAINT pk_file PRIMARY KEY (id),
	CONSTRAINT fk_file_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE
);
CREATE INDEX ix_file_job_id ON file (job_id);
