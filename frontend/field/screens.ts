/** Every screen by its name: a new one is a line here. */
import type { ComponentType } from "preact";

import type { World } from "./app.tsx";
import { Act, CasePage, Cases, Report } from "./cases.tsx";
import { CheckPage } from "./checks.tsx";
import { Unseen } from "./coverage.tsx";
import { FillForm, Forms } from "./forms.tsx";
import { Me, Outbox } from "./own.tsx";
import { CheckIn, PatrolPage } from "./patrol.tsx";
import { PointPage } from "./things.tsx";
import { HomePage, Visit, VisitForm } from "./visits.tsx";
import { WorkForm } from "./work.tsx";

export const SCREENS: Record<string, ComponentType<{ world: World; id: string }>> = {
  report: Report,
  cases: Cases,
  case: CasePage,
  act: Act,
  check: CheckPage,
  patrol: PatrolPage,
  checkin: CheckIn,
  unseen: Unseen,
  visit: Visit,
  household: HomePage,
  visitform: VisitForm,
  work: WorkForm,
  point: PointPage,
  forms: Forms,
  fill: FillForm,
  outbox: Outbox,
  me: Me,
};
