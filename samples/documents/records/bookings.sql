BEGIN TRANSACTION;
CREATE TABLE bookings (id INTEGER PRIMARY KEY, branch TEXT, model TEXT, first_day DATE, days INTEGER, total_eur DECIMAL);
INSERT INTO "bookings" VALUES(1,'Station Square','Tide Cargo','2026-05-02',3,165);
INSERT INTO "bookings" VALUES(2,'Quay Street','Ferry','2026-05-02',1,14);
INSERT INTO "bookings" VALUES(3,'Quay Street','Breakwater','2026-05-09',7,154);
INSERT INTO "bookings" VALUES(4,'Mill Road','Minnow 20','2026-05-16',2,16);
INSERT INTO "bookings" VALUES(5,'Station Square','Tide 400','2026-06-13',5,170);
COMMIT;
