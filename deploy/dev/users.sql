-- The platform's `Users` table with invented people, in the form that mysqldump 8.0 gives it.
-- Every password is `codingnplay`. No value in here belongs to a real person.
--
-- MariaDB 11.4.5 and later take MySQL's collation names as they are.

/*!40101 SET NAMES utf8mb4 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `codingnplay` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */;

USE `codingnplay`;

--
-- Table structure for table `Users`
--

DROP TABLE IF EXISTS `Users`;
CREATE TABLE `Users` (
  `id` int NOT NULL AUTO_INCREMENT,
  `userID` varchar(255) DEFAULT NULL,
  `password` varchar(255) NOT NULL,
  `email` varchar(255) NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `phone` varchar(255) DEFAULT NULL,
  `birthdate` date DEFAULT NULL,
  `profile_image` varchar(255) DEFAULT NULL,
  `last_board_visit` datetime DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  `role` enum('admin','kinder','school','manager','teacher','student','guest') NOT NULL,
  `subscription_status` enum('active','inactive','expired') DEFAULT NULL,
  `subscription_expiry` date DEFAULT NULL,
  `centerID` int DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `userID` (`userID`),
  KEY `centerID` (`centerID`)
) ENGINE=InnoDB AUTO_INCREMENT=54 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

--
-- Dumping data for table `Users`
--

LOCK TABLES `Users` WRITE;
INSERT INTO `Users` VALUES
(1,'admin','$2b$10$wv.ATbJv.ZF/GU.iS8Vg/eUycv6WtKq41sc2mAtDxstMWw9PJty52','admin@example.invalid','운영 담당','010-0000-0001','2011-01-01',NULL,NULL,'2024-03-02 09:00:00','admin',NULL,NULL,NULL),
(2,'manager11','$2b$10$Gey1e4KZBFimNSZbaQld/O6/2WbzNfsi9H/XJXL5rp8xQitqCCkeK','manager11@example.invalid','센터장 하나','010-0000-0002','2012-01-01',NULL,NULL,'2024-03-03 09:00:00','manager',NULL,NULL,11),
(3,'teacher11','$2b$10$JEAuXOoqZG4gTW6q5Hf8z.PH12nYMaCfToSiJkenFgHVEXJgp5EG6','teacher11@example.invalid','강사 하나','010-0000-0003','2013-01-01',NULL,NULL,'2024-03-04 09:00:00','teacher',NULL,NULL,11),
(4,'student1','$2b$10$k29q0PkNub72fj9S7Ok/bOns5nOSNURJdb9bWa.0PAv6OZzA7iDEC','student1@example.invalid','이나래','010-0000-0004','2014-01-01',NULL,NULL,'2024-03-05 09:00:00','student','active','2099-12-31',11),
(5,'student2','$2a$10$fiOFVaDJgDxDnGxCRdMRkuyvGvT1TTHkM9XrPy.wteyWIrXqoSirG','student2@example.invalid','박다솜','010-0000-0005','2010-01-01',NULL,NULL,'2024-03-06 09:00:00','student','active','2099-12-31',11),
(6,'student3','$2y$10$.7nSnoXeCg8LYJEUbIclEuDNVvHHh6nzADf.W0KvONezncNRpm.ki','student3@example.invalid','최라온','010-0000-0006','2011-01-01',NULL,NULL,'2024-03-07 09:00:00','student','active','2099-12-31',11),
(7,'student4','$2b$10$Af7dFtRFOJgNOn53/5yswO8aC7aqqgBrhweK4nM3DzLbDCMpDimQe','student4@example.invalid','정마루','010-0000-0007','2012-01-01',NULL,NULL,'2024-03-08 09:00:00','student','active','2099-12-31',11),
(8,'student5','$2b$10$5W62NmtJ1Ex3k6bb45MR9.QZR89Xaix9hFUZ/4Mocq3EzUzRDJ76C','student5@example.invalid','강바다','010-0000-0008','2013-01-01',NULL,NULL,'2024-03-09 09:00:00','student','active','2099-12-31',11),
(9,'student6','$2b$10$/IJKS77PHOMAQDHWcLsWXeBR4540lftULDou60dlGeZgpAWHANViO','student6@example.invalid','조보람','010-0000-0009','2014-01-01',NULL,NULL,'2024-03-10 09:00:00','student','active','2099-12-31',11),
(10,'student7','$2b$10$LbVYc19LvdWDGD.1psHgjOR9Yit8icOLEqTw.mZb9roI61REDRD/i','student7@example.invalid','윤새봄','010-0000-0010','2010-01-01',NULL,NULL,'2024-03-11 09:00:00','student','active','2099-12-31',11),
(11,'student8','$2b$10$yEAw4zEL1AXVYffxmU.L2OygY1SAbPt2Oz62DvSML/kUsyFX.FonC','student8@example.invalid','장소담','010-0000-0011','2011-01-01',NULL,NULL,'2024-03-12 09:00:00','student','active','2099-12-31',11),
(12,'student9','$2b$10$9fdW6KCOG0NlA7.jifrvi.rK8pOgNNMRAqC6gG3X5vcotfKOr0Cy.','student9@example.invalid','임아름','010-0000-0012','2012-01-01',NULL,NULL,'2024-03-13 09:00:00','student','active','2099-12-31',11),
(13,'student10','$2b$10$arRvg4iS/YdlA3gsBIV5fudkz0DrNWswUUuhuq3mtBcsIAknoS2P.','student10@example.invalid','한여울','010-0000-0013','2013-01-01',NULL,NULL,'2024-03-14 09:00:00','student','active','2099-12-31',11),
(14,'student11','$2b$10$w4X.QodHkGqmu7selVGwCeaTRy4WSObOSj9n5XrT/0BPEwBZREAyK','student11@example.invalid','오예솔','010-0000-0014','2014-01-01',NULL,NULL,'2024-03-15 09:00:00','student','active','2099-12-31',11),
(15,'student12','$2b$10$2kOUGoEDckhEAvVteTfwAe4WuqZawqwC66MDJlZnGRg/smoq0LRpW','student12@example.invalid','서은솔','010-0000-0015','2010-01-01',NULL,NULL,'2024-03-16 09:00:00','student','active','2099-12-31',11),
(16,'student13','$2b$10$9IIjTOd26Aln4VSgcdLQ1.BewvQ4Ww86Pm4cCdCq50pAuWe2PQhIK','student13@example.invalid','신이든','010-0000-0016','2011-01-01',NULL,NULL,'2024-03-17 09:00:00','student','active','2099-12-31',11),
(17,'student14','$2b$10$5GIWmlCYeifA8/icPXRz4OAJ2HSVoxz.b1GgEPI1KV4pGgTOAlbUm','student14@example.invalid','권조은','010-0000-0017','2012-01-01',NULL,NULL,'2024-03-18 09:00:00','student','active','2099-12-31',11),
(18,'student15','$2b$10$7z3G5lp45cZ9ShZmgVZwYe.ds0FENV9C0rzuok9nMPEuedYuKxcVa','student15@example.invalid','황지음','010-0000-0018','2013-01-01',NULL,NULL,'2024-03-19 09:00:00','student','active','2099-12-31',11),
(19,'student16','$2b$10$DKEdKvqGzfwBfVAIuDopB.PpI4PPfEyE/W5IFM8wkm8UMaxkJiFse','student16@example.invalid','안찬솔','010-0000-0019','2014-01-01',NULL,NULL,'2024-03-20 09:00:00','student','active','2099-12-31',11),
(20,'student17','$2b$10$CbcF289YVv2LHj1gqxxZQeWJSIoqLXWWMa9TKtnH3JOCNyBGPEfJS','student17@example.invalid','송초롱','010-0000-0020','2010-01-01',NULL,NULL,'2024-03-21 09:00:00','student','active','2099-12-31',11),
(21,'student18','$2b$10$pmXzceqTDcc5i30v0iFolel0.qXalGqCgC9nqvDPOBmS2Qu.vu7y.','student18@example.invalid','류푸름','010-0000-0021','2011-01-01',NULL,NULL,'2024-03-22 09:00:00','student','active','2099-12-31',11),
(22,'student19','$2b$10$DLQIkTYjDaXg1DOutJiL.O0xPMgs4aTKeeZQ6TsX/qSS64C1ESdhe','student19@example.invalid','홍하늘','010-0000-0022','2012-01-01',NULL,NULL,'2024-03-23 09:00:00','student','active','2099-12-31',11),
(23,'student20','$2b$10$RQS5DI/Jc6.QPWLwqwBiBOpEjlIaQGF0KNuusKU4WYEOjsLWBDLNC','student20@example.invalid','김하람','010-0000-0023','2013-01-01',NULL,NULL,'2024-03-24 09:00:00','student','active','2099-12-31',11),
(24,'student21','$2b$10$RizvAcvzk8bYWtX7ng1vbOTmsFZB8iS1x51oegQ9kLh9B0uE/j6ke','student21@example.invalid','이한결','010-0000-0024','2014-01-01',NULL,NULL,'2024-03-25 09:00:00','student','active','2099-12-31',11),
(25,'student22','$2b$10$JyDD/zPN9bKtsWjg5wXuZ.CQ8Vtm.r1WZihh.V.h2kg/KV6IweKYC','student22@example.invalid','박해솔','010-0000-0025','2010-01-01',NULL,NULL,'2024-03-26 09:00:00','student','active','2099-12-31',11),
(26,'student23','$2b$10$vC2flF/7SWIKDa.V5iOqvurCwOQ5saH4whP80/GBtUFvu398UPgdm','student23@example.invalid','최혜윰','010-0000-0026','2011-01-01',NULL,NULL,'2024-03-27 09:00:00','student','active','2099-12-31',11),
(27,'student24','$2b$10$EG5UYtfLyqoyHyHh.atVHu37Kb1FkQ42MT8Mdp3dSzgqxdIVGgIB6','student24@example.invalid','정가람','010-0000-0027','2012-01-01',NULL,NULL,'2024-03-28 09:00:00','student','active','2099-12-31',11),
(28,'student25','$2b$10$6Jf0fKrgzjDBOmHXrtpimuWHk7mhunax3l2DVRTtsTHWaTvFlMW3y','student25@example.invalid','강누리','010-0000-0028','2013-01-01',NULL,NULL,'2024-03-01 09:00:00','student','active','2099-12-31',11),
(29,'student26','$2b$10$uGk6nPkDOyqHbrHrtW9a1uDEpd8ZMWYGwCSMj46DxLgI8GqkAFkgG','student26@example.invalid','조도담','010-0000-0029','2014-01-01',NULL,NULL,'2024-03-02 09:00:00','student','active','2099-12-31',11),
(30,'student27','$2b$10$5XplFoAY0FcYsmyJZY1qruBxg.wWO8FKCInpxG76txehee9Rh6a5S','student27@example.invalid','윤로운','010-0000-0030','2010-01-01',NULL,NULL,'2024-03-03 09:00:00','student','active','2099-12-31',11),
(31,'student28','$2b$10$r3KTNV6QIMQiyUgnXi508eCMPPdgs/jzYh4vy9LNqy0X8Je4.f3vi','student28@example.invalid','장미르','010-0000-0031','2011-01-01',NULL,NULL,'2024-03-04 09:00:00','student','active','2099-12-31',11),
(32,'student29','$2b$10$Up3O2vCo4mb/zSXA/9Ni/O2EoDlf4pCXNx7P7wJ3KXT6QT6Rm6JHS','student29@example.invalid','임별하','010-0000-0032','2012-01-01',NULL,NULL,'2024-03-05 09:00:00','student','active','2099-12-31',11),
(33,'student30','$2b$10$896Y64swxIZyc5Vr9XAafeQ8KVIxqT4iZNX45mWTi43OkZhlp6tVq','student30@example.invalid','한빛나','010-0000-0033','2013-01-01',NULL,NULL,'2024-03-06 09:00:00','student','active','2099-12-31',11),
(34,'teacher12','$2b$10$JmVH25mU7mEgl1I4MSeNnO9FFhyJrcFE8LLfncIMHJxG5wO1GnvyG','teacher12@example.invalid','강사 둘','010-0000-0034','2014-01-01',NULL,NULL,'2024-03-07 09:00:00','teacher',NULL,NULL,12),
(35,'student31','$2b$10$aXfkfYf4/gyoWoj/yXzWQeFDrf/SkYXvinxcRKnfZ8L7czJ/JrwWK','student31@example.invalid','오솔찬','010-0000-0035','2010-01-01',NULL,NULL,'2024-03-08 09:00:00','student','active','2099-12-31',12),
(36,'student32','$2b$10$zbRPK2W/JpxV9MuX6FhndOUvNZHBAY6fP0MI5o3AiW.EzJl.W5GTG','student32@example.invalid','서슬기','010-0000-0036','2011-01-01',NULL,NULL,'2024-03-09 09:00:00','student','active','2099-12-31',12),
(37,'student33','$2b$10$brYF7CkVfpPWTC37XH07tOjnwGCOprOLYWK0hW0FKAY.fMTQL2TkG','student33@example.invalid','신시내','010-0000-0037','2012-01-01',NULL,NULL,'2024-03-10 09:00:00','student','active','2099-12-31',12),
(38,'student34','$2b$10$7imlPlV6hoxSWlOGXxtU.eShcT1cB0zkwQY6ZvEQvIRgXgw2Uomjm','student34@example.invalid','권아라','010-0000-0038','2013-01-01',NULL,NULL,'2024-03-11 09:00:00','student','active','2099-12-31',12),
(39,'student35','$2b$10$nIUDlpDfvs47GsS0CKTd.up.he2zynIOKGDkSUW5ZP00IR0HDLlc2','student35@example.invalid','황온유','010-0000-0039','2014-01-01',NULL,NULL,'2024-03-12 09:00:00','student','active','2099-12-31',12),
(40,'student36','$2b$10$tqJBHK.Qd8eDLroHv/Xs/uyQ8Uc0MyJRVu5i8/CALXx6vNnRhYLSC','student36@example.invalid','안윤슬','010-0000-0040','2010-01-01',NULL,NULL,'2024-03-13 09:00:00','student','active','2099-12-31',12),
(41,'student37','$2b$10$Z1KhZ0VG5eSOCkZsCT6f.ur9lW.J75ioxISwIrRYkYS1xjlSUJPve','student37@example.invalid','송잔디','010-0000-0041','2011-01-01',NULL,NULL,'2024-03-14 09:00:00','student','active','2099-12-31',12),
(42,'student38','$2b$10$qkhCqkWGh8YRTxZ54tGjXezUn.8RN6ySzW0Mdg7DeQ21t.sympDZW','student38@example.invalid','류참별','010-0000-0042','2012-01-01',NULL,NULL,'2024-03-15 09:00:00','student','active','2099-12-31',12),
(43,'student39','$2b$10$VPheV.sPlsp3m/vWyz1oPexJnp.jdD/jbJlDbm0ILnDM8KPY7UknK','student39@example.invalid','홍한울','010-0000-0043','2013-01-01',NULL,NULL,'2024-03-16 09:00:00','student','active','2099-12-31',12),
(44,'student40','$2b$10$9dL1nOo.jdAXnGpxeex.IuTZH192Ed1kvERWVeIZJFKA/xFCJ8iU6','student40@example.invalid','김가온','010-0000-0044','2014-01-01',NULL,NULL,'2024-03-17 09:00:00','student','active','2099-12-31',12),
(45,'Minsu.Kim','$2b$10$lHHjaJQ2dDfmfPaE2htvp.XRCYgU/s1tQD66UJ5RLM2Au.4UxFC4G','minsu.kim@example.invalid','김민수','010-0000-0045','2010-01-01',NULL,NULL,'2024-03-18 09:00:00','student','active','2099-12-31',11),
(46,'한별','$2b$10$NEvfAQZ3wzUJ04E1BOveNueky2HITyeDp/Pzp3AfUgYyQ8yotL/ES','hanbyeol@example.invalid','정한별','010-0000-0046','2011-01-01',NULL,NULL,'2024-03-19 09:00:00','student','active','2099-12-31',11),
(47,'kinder1','$2b$10$NrvJVaOpvOT7ZeP/eP1M9eiXLLOqW.LYXmlhRP64w6weSVb8P0uQi','kinder1@example.invalid','유치원 하나','010-0000-0047','2012-01-01',NULL,NULL,'2024-03-20 09:00:00','kinder','active','2099-12-31',11),
(48,'school1','$2b$10$r10TbVszUtl0b/B0SoNCduyEg/FvTCMidSRSmC4LxPQ8jSOmBihd2','school1@example.invalid','학교 하나','010-0000-0048','2013-01-01',NULL,NULL,'2024-03-21 09:00:00','school','active','2099-12-31',11),
(49,'guest1','$2b$10$HnnBi72sEdayGIUbuqZxY.2P6jzQMxCU/YbIeychXfkfBPZFf0vNW','guest1@example.invalid','손님 하나','010-0000-0049','2014-01-01',NULL,NULL,'2024-03-22 09:00:00','guest',NULL,NULL,NULL),
(50,'expired1','$2b$10$LHnGHvp1Fb/euLbAySbj4u6P6hri1SvkPERXcm4I6ONjG5r5XLhdy','expired1@example.invalid','지난 구독','010-0000-0050','2010-01-01',NULL,NULL,'2024-03-23 09:00:00','student','expired','2024-12-31',11),
(51,'inactive1','$2b$10$ph4GYWM54//gYP5433BvR.1S0lzDNYNqEDy6qibvTdfyFvMcZicFO','inactive1@example.invalid','멈춘 구독','010-0000-0051','2011-01-01',NULL,NULL,'2024-03-24 09:00:00','student','inactive',NULL,11),
(52,NULL,'$2b$10$xB88KSVhZqgKzscl/OfQb.qNv615embAVFShEtRuacaFCGO9fKImS','person@example.invalid','아이디 없음','010-0000-0052','2012-01-01',NULL,NULL,'2024-03-25 09:00:00','student','active','2099-12-31',11),
(53,'plain1','codingnplay','plain1@example.invalid','해시 아님','010-0000-0053','2013-01-01',NULL,NULL,'2024-03-26 09:00:00','student','active','2099-12-31',11);
UNLOCK TABLES;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;

--
-- The hub's account: it reads what a login needs, and no phone number, birthday or address.
--

CREATE USER IF NOT EXISTS 'hub'@'%' IDENTIFIED BY 'dev-password';
GRANT SELECT (`id`, `userID`, `password`, `name`, `role`, `centerID`, `subscription_status`, `subscription_expiry`)
  ON `codingnplay`.`Users` TO 'hub'@'%';
