/** The desk: htmx, the Bootstrap parts in use, and the keyboard. */

import "bootstrap/js/src/collapse.js";
import "bootstrap/js/src/dropdown.js";
import "bootstrap/js/src/modal.js";
import "bootstrap/js/src/offcanvas.js";
import "bootstrap/js/src/tab.js";
import "bootstrap/js/src/toast.js";

import "bootstrap-icons/font/bootstrap-icons.css";
import "../styles/desk.scss";
import "./htmx";
import { wireButtons } from "./buttons";
import { keepDrafts } from "./drafts";
import { mindForms } from "./forms";
import { listenToKeys } from "./keys";
import { offerLargeType } from "./large_type";
import { completeMentions } from "./mentions";
import { showMessages } from "./messages";
import { preparePhotos } from "./photos";
import { findPositions } from "./position";
import { listenToRows } from "./rows";
import { editRules } from "./rule";
import { sendByKey } from "./send_key";
import { takeSignatures } from "./signature";
import { fillSurveys } from "./survey/page";
import { offerTour } from "./tour";
import { countDownUndo } from "./undo";
import { showUploads } from "./upload";

offerLargeType();
showMessages();
keepDrafts();
mindForms();
wireButtons();
listenToRows();
editRules();
listenToKeys();
countDownUndo();
preparePhotos();
findPositions();
completeMentions();
offerTour();
sendByKey();
showUploads();
takeSignatures();
fillSurveys();
